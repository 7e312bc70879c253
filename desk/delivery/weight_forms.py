"""The two forms of head office about weight: how a service weighs, what an area costs more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import pgettext
from django.utils.translation import pgettext_lazy as _p

from shop.shipping import weight_rules
from shop.shipping.models import Service, Surcharge
from shop.shipping.weight import WeightRule
from shop.shipping.zones import ZONES, is_scope

MILLIMETRES = 10
HEAVIEST = 10_000_000


class RuleForm(forms.Form):
    """How a service weighs. Grams, and centimetres for the longest side."""

    code = forms.RegexField(
        regex=rf"\A{weight_rules.CODE.pattern}\Z",
        label=_p("weight", "Service"),
        max_length=40,
        help_text=_p("weight", "As in the column layanan of the table: reguler, kargo."),
    )
    name = forms.CharField(
        label=_p("weight", "Name buyers read"), max_length=60, required=False, empty_value=""
    )
    divisor = forms.IntegerField(
        label=_p("weight", "Volume divisor"),
        min_value=1,
        max_value=100_000,
        initial=6000,
        help_text=_p("weight", "Length × width × height in cm, divided by this, is kilograms."),
    )
    step_grams = forms.IntegerField(
        label=_p("weight", "Charged in steps of (gram)"),
        min_value=1,
        max_value=100_000,
        initial=1000,
    )
    tolerance_grams = forms.IntegerField(
        label=_p("weight", "Not charged above a whole step (gram)"),
        min_value=0,
        max_value=99_999,
        initial=0,
        help_text=_p("weight", "300: up to 1.3 kg counts as 1 kg. 0: always rounded up."),
    )
    least_grams = forms.IntegerField(
        label=_p("weight", "Charged at least (gram)"),
        min_value=0,
        max_value=HEAVIEST,
        initial=1000,
        help_text=_p("weight", "Cargo with at least 10 kg: 10000."),
    )
    most_grams = forms.IntegerField(
        label=_p("weight", "Heaviest colli (gram)"),
        min_value=1,
        max_value=HEAVIEST,
        required=False,
        help_text=_p("weight", "What is heavier is split into several. Empty: no limit."),
    )
    longest_cm = forms.IntegerField(
        label=_p("weight", "Longest side (cm)"),
        min_value=1,
        max_value=10_000,
        required=False,
        help_text=_p("weight", "Empty: no limit."),
    )

    @classmethod
    def of(cls, row: Service) -> RuleForm:
        """Filled with a rule there is."""
        facts = {name: getattr(row, name) for name in ("code", "name", *WeightRule.names())}
        longest = facts.pop("longest_mm")
        # A limit of 1.755 mm is shown, and kept, as the 175 cm that surely fit.
        return cls(initial={**facts, "longest_cm": longest and longest // MILLIMETRES})

    def clean_code(self) -> str:
        """In small letters, as the table has them."""
        return str(self.cleaned_data["code"]).casefold()

    def clean(self) -> dict[str, Any]:
        """The tolerance is part of a step."""
        facts = super().clean() or self.cleaned_data
        tolerance, step = facts.get("tolerance_grams"), facts.get("step_grams")
        if tolerance is not None and step is not None and tolerance >= step:
            words = pgettext("weight", "This has to be less than a step.")
            self.add_error("tolerance_grams", words)
        return facts

    @property
    def rule(self) -> WeightRule:
        """What a valid form says."""
        facts = self.cleaned_data
        longest = facts["longest_cm"]
        return WeightRule(
            longest_mm=longest and longest * MILLIMETRES,
            **{name: facts[name] for name in WeightRule.names() if name != "longest_mm"},
        )


def _services() -> list[tuple[str, str]]:
    every = ("", pgettext("weight", "every service"))
    return [every, *((code, code) for code in weight_rules.services())]


class SurchargeForm(forms.Form):
    """What an area costs more. Whole rupiah."""

    destination = forms.CharField(
        label=_p("weight", "Area"),
        max_length=8,
        help_text=_p("weight", "Code of a district (91.71.01), regency, province or zone (PAP)."),
    )
    service = forms.ChoiceField(label=_p("weight", "Service"), required=False, choices=_services)
    per_colli = forms.IntegerField(
        label=_p("weight", "More for each colli (Rp)"),
        min_value=0,
        max_value=weight_rules.HIGHEST,
        initial=0,
    )
    per_kilogram = forms.IntegerField(
        label=_p("weight", "More for each kilogram (Rp)"),
        min_value=0,
        max_value=weight_rules.HIGHEST,
        initial=0,
    )
    is_active = forms.BooleanField(label=_p("weight", "Counts now"), required=False, initial=True)

    @classmethod
    def of(cls, row: Surcharge) -> SurchargeForm:
        """Filled with a surcharge there is."""
        return cls(initial={name: getattr(row, name) for name in cls.base_fields})

    def clean_destination(self) -> str:
        """A zone, or a place that is known."""
        code = str(self.cleaned_data["destination"]).strip().upper()
        is_area = code in ZONES or (is_scope(code) and code[:1].isdecimal())
        if not is_area or not weight_rules.place_name(code):
            words = pgettext("weight", "We do not know this area. Look up its code in the table.")
            raise forms.ValidationError(words)
        return code

    @property
    def extra(self) -> weight_rules.Extra:
        """What a valid form says."""
        names = ("per_colli", "per_kilogram", "is_active")
        return weight_rules.Extra(**{name: self.cleaned_data[name] for name in names})
