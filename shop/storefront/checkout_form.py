"""What the checkout page asks of a guest. Errors say what to do and keep what was typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.notices.selectors import is_offered
from shop.order.requests import Address, Contact
from shop.storefront import phones, places


class CheckoutForm(forms.Form):
    """Contact and address. Ways of sending and paying depend on the basket: see checkout.py."""

    # The name of the field in which the next thing is typed; empty: the browser decides.
    focus = ""

    name = forms.CharField(
        label=_("Name of the recipient"),
        max_length=120,
        error_messages={"required": _("Write the name of whoever receives the parcel.")},
    )
    phone = forms.CharField(
        label=_("Your WhatsApp number"),
        max_length=phones.LONGEST_TEXT,
        error_messages={"required": _("Write a number so that the courier can reach you.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("This is no e-mail address. Correct it or leave it empty.")},
    )
    region = forms.CharField(
        label=_("District"),
        error_messages={"required": _("Look up your district and choose it from the list.")},
    )
    street = forms.CharField(
        label=_("Street, number, RT/RW"),
        max_length=255,
        error_messages={"required": _("Write street and house number.")},
    )
    postal_code = forms.CharField(label=_("Postal code"), max_length=10, required=False)
    landmark = forms.CharField(label=_("Landmark"), max_length=255, required=False)
    note = forms.CharField(label=_("Note for the cooperative"), max_length=250, required=False)
    promo = forms.BooleanField(
        label=_("Write to me about harvests and offers. I can stop this at any time."),
        required=False,
    )
    whatsapp = forms.BooleanField(
        label=_("Send me news about this order by WhatsApp. I can stop this at any time."),
        required=False,
    )

    @property
    def offers_whatsapp(self) -> bool:
        """Whether there is anybody to send it; without, the question is not asked."""
        return is_offered()

    def clean_phone(self) -> str:
        """E.164."""
        try:
            return phones.e164(self.cleaned_data["phone"])
        except phones.NotAPhoneNumber as error:
            raise ValidationError(str(error)) from error

    def clean_region(self) -> places.Place:
        """A district or village that exists."""
        place = places.address_place(self.cleaned_data["region"])
        if place is None:
            raise ValidationError(_("Look up your district and choose it from the list."))
        return place

    def clean_postal_code(self) -> str:
        """Five digits or nothing: postal codes are suggestions, never a wall."""
        code = "".join(self.cleaned_data["postal_code"].split())
        if code and (len(code) != places.POSTAL_CODE_LENGTH or not code.isdigit()):
            raise ValidationError(_("A postal code has five digits. You may leave it empty."))
        return code

    def contact(self) -> Contact:
        """Who ordered."""
        facts = self.cleaned_data
        return Contact(name=facts["name"], phone=facts["phone"], email=facts["email"])

    def address(self) -> Address:
        """Where it goes."""
        facts: dict[str, Any] = self.cleaned_data
        place = facts["region"].names
        return Address(
            line1=facts["street"],
            region_code=place.code,
            province=place.province,
            regency=place.regency,
            district=place.district,
            village=place.village,
            postal_code=facts["postal_code"] or place.postal_code,
            landmark=facts["landmark"],
            note=facts["note"],
        )
