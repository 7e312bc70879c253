"""allauth's forms for the second step, with codes of an app that work once."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms

from . import second_factor


class _Once:
    """Refuses a code that this account has used before."""

    def clean_code(self) -> str:
        code = super().clean_code()  # type: ignore[misc]
        authenticator: Any = self.authenticator  # type: ignore[attr-defined]
        if not second_factor.use_once(authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return str(code)


class AuthenticateForm(_Once, forms.AuthenticateForm):
    """Logging in."""


class ReauthenticateForm(_Once, forms.ReauthenticateForm):
    """Proving it again before a delicate change."""
