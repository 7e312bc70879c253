"""Head office's screens about weight: how each service weighs, and remote areas that cost more."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from desk.access import Desk, NotYourWork, desk_view
from desk.delivery.weight_forms import RuleForm, SurchargeForm
from desk.frame import page
from shop.shipping import weight_rules
from shop.shipping.models import Service, Surcharge


@require_safe
@desk_view("view")
def weights(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every rule and surcharge, and the forms; ``layanan`` or ``daerah`` fills one of them."""
    _require_head_office(desk)
    rule, extra = RuleForm(), SurchargeForm()
    if code := request.GET.get("layanan", ""):
        rule = RuleForm.of(get_object_or_404(Service, code=code[:40]))
    area, _space, service = request.GET.get("daerah", "").partition(" ")
    if area:
        found = get_object_or_404(Surcharge, destination=area[:8], service=service[:40])
        extra = SurchargeForm.of(found)
    return _shown(request, desk, rule, extra)


@require_POST
@desk_view("view")
def save_rule(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A service weighs like this from now on. Placed orders keep what they were charged."""
    _require_head_office(desk)
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _shown(request, desk, form, SurchargeForm())
    facts = form.cleaned_data
    is_changed = weight_rules.set_rule(
        code=facts["code"], name=facts["name"], rule=form.rule, actor=desk.user
    )
    return _told(request, is_changed=is_changed)


@require_POST
@desk_view("view")
def save_surcharge(request: HttpRequest, desk: Desk) -> HttpResponse:
    """An area costs so much more from now on, or nothing more."""
    _require_head_office(desk)
    form = SurchargeForm(request.POST)
    if not form.is_valid():
        return _shown(request, desk, RuleForm(), form)
    facts = form.cleaned_data
    is_changed = weight_rules.set_surcharge(
        destination=facts["destination"],
        service=facts["service"],
        extra=form.extra,
        actor=desk.user,
    )
    return _told(request, is_changed=is_changed)


def _shown(request: HttpRequest, desk: Desk, rule: RuleForm, extra: SurchargeForm) -> HttpResponse:
    is_wrong = bool(rule.errors or extra.errors)
    context = {
        "rules": weight_rules.rules(),
        "surcharges": weight_rules.surcharges(),
        "rule_form": rule,
        "surcharge_form": extra,
        "error": pgettext("weight", "Something is not right yet. Look below.") if is_wrong else "",
    }
    status = 422 if is_wrong else 200
    return page(request, desk, "delivery/weights.html", context, current="more", status=status)


def _told(request: HttpRequest, *, is_changed: bool) -> HttpResponseRedirect:
    if is_changed:
        words = pgettext("weight", "Kept. It holds from now on; placed orders stay as they are.")
        messages.success(request, words)
    else:
        messages.info(request, pgettext("weight", "It said that already."))
    response = HttpResponseRedirect(reverse("desk:weights"))
    response.status_code = 303
    return response


def _require_head_office(desk: Desk) -> None:
    if not desk.is_head_office:
        raise NotYourWork("tariffs")
