"""What the account pages ask: an address as in the checkout, and who somebody is."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import User
from shop.storefront import phones
from shop.storefront.checkout_form import CheckoutForm


class AddressForm(CheckoutForm):
    """The checkout's questions about whoever receives a parcel and where."""

    email = None
    note = None
    promo = None
    whatsapp = None

    def clean(self) -> dict[str, Any]:
        """An address book holds neither; ``contact`` and ``address`` want them."""
        return (super().clean() or self.cleaned_data) | {"email": "", "note": ""}


class ProfileForm(forms.Form):
    """Name and phone number. The number is not proven and lets nobody in."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Write the name we should call you by.")},
    )
    phone = forms.CharField(
        label=_("Your WhatsApp number"), max_length=phones.LONGEST_TEXT, required=False
    )

    def clean_phone(self) -> str:
        """E.164, or nothing."""
        text = self.cleaned_data["phone"]
        try:
            return phones.e164(text) if text else ""
        except phones.NotAPhoneNumber as error:
            raise ValidationError(str(error)) from error

    def save(self, user: User) -> None:
        """Keep what was typed."""
        first, _blank, rest = self.cleaned_data["name"].partition(" ")
        User.objects.filter(pk=user.pk).update(
            first_name=first, last_name=rest, phone=self.cleaned_data["phone"]
        )
