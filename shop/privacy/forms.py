"""The one question that is put beside other forms, and never answered for anybody."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import User

from . import consents, editions


class SignupForm(forms.Form):
    """What sign-up asks beyond address and password (allauth's ``ACCOUNT_SIGNUP_FORM_CLASS``)."""

    # Ours comes last.
    field_order = ("email", "password1", "promo")

    promo = forms.BooleanField(
        label=_("Write to me about harvests and offers. I can stop this at any time."),
        required=False,
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """The account exists: keep what was agreed to."""
        consents.signed_up(
            user_id=user.pk,
            version=editions.current(),
            promo=self.cleaned_data["promo"],
            language=get_language() or "id",
        )
