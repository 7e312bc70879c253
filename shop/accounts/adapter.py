"""Where django-allauth asks us: mails, limits, secrets, and who must prove an address."""

from __future__ import annotations

import io
import time
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.stages import EmailVerificationStage
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shop import sealing

from . import mails, second_factor

STAGES = {
    "allauth.account.stages.EmailVerificationStage": "shop.accounts.adapter.AddressStage",
}
TOO_MANY = frozenset({"too_many_login_attempts", "rate_limited"})


def stop_guessing() -> None:
    """End the request with our page for too many tries, status 429."""
    raise ImmediateHttpResponse(respond_429(context.request))


class AddressStage(EmailVerificationStage):
    """Everybody proves the e-mail address before the first login, except who runs the server.

    The first administrator is made where mail may not work yet; a password (and in production the
    second step) is asked all the same.
    """

    def handle(self) -> tuple[Any, bool]:
        """Skip for administrators of the server."""
        user = self.login.user
        if user is not None and user.is_superuser:
            return None, True
        return super().handle()


class AccountAdapter(DefaultAccountAdapter):
    """Our mails instead of allauth's, and our page where somebody tries too often."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail address or password is not right."),
        "incorrect_code": _("This code is not right. Look at the newest mail and type it again."),
        "incorrect_password": _("This password is not right."),
        "enter_current_password": _("This is not your present password."),
        "too_many_login_attempts": _("Too many tries. Wait some minutes, then try again."),
        "rate_limited": _("That was too often. Wait some minutes, then try again."),
        "duplicate_email": _("Your account has this address already."),
        "email_taken": _("This address cannot be added."),
        "cannot_remove_primary_email": _("The main address cannot be removed."),
        "max_email_addresses": _("An account can have %d addresses at most."),
        "unverified_primary_email": _("Confirm the address first."),
        "invalid_password_reset": _("This link has been used or is too old."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through the outbox, in the shop's family."""
        mails.send(occasion=template_prefix, to=email, facts=context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On the site's own address, whatever the request's Host header says."""
        # The key stands for "<uid>-<token>", as allauth's own address wants it.
        uid, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return mails.absolute(path)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Too many tries is an answer of its own, not a remark under a field."""
        if code in TOO_MANY:
            stop_guessing()
        return super().validation_error(code, *args)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Logging in counts as a proof for as long as being asked again does."""
        if logged_in_lately(context.request):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_login_stages(self) -> list[str]:
        """allauth's steps with our own for the e-mail address."""
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """With our words."""
        words = {
            "reauthenticate": gettext("Use my password"),
            "mfa_reauthenticate": gettext("Use a code of the second step"),
        }
        found = super().get_reauthentication_methods(user)
        return [{**each, "description": words[each["id"]]} for each in found]


class SecondFactorAdapter(DefaultMFAAdapter):
    """Sealed secrets, a QR code of our own, our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": pgettext_lazy(
            "second step", "This code is not right. Wait for the next one and type that."
        ),
        "cannot_generate_recovery_codes": _("Switch the second step on first."),
        "cannot_delete_authenticator": _("The second step cannot be switched off."),
    }

    def encrypt(self, text: str) -> str:
        """Seal for the user who is making the second step now."""
        return sealing.seal(text, second_factor.owner_of(signed_in(context.request)))

    def decrypt(self, encrypted_text: str) -> str:
        """Open for the user whose row it was read from (``second_factor.mark_owner``)."""
        if not isinstance(encrypted_text, second_factor.Sealed):
            raise sealing.CannotOpen("a second factor that no row was read for")
        owner = second_factor.owner_of(encrypted_text.user_id)
        return sealing.unseal(encrypted_text, owner)

    def build_totp_svg(self, url: str) -> str:
        """The QR code as a picture without colours or sizes of its own."""
        picture = io.BytesIO()
        segno.make(url, error="m").save(
            picture, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True
        )
        return picture.getvalue().decode()

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Too many tries is an answer of its own."""
        if code in TOO_MANY:
            stop_guessing()
        return super().validation_error(code, *args)


def logged_in_lately(request: HttpRequest) -> bool:
    """Whether this browser logged in within ``ACCOUNT_REAUTHENTICATION_TIMEOUT``."""
    proofs = get_authentication_records(request, request.user)
    oldest = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(proof["at"] > oldest for proof in proofs)


def signed_in(request: HttpRequest) -> int:
    """The id of whoever is logged in; a programming error when nobody is."""
    user_id = request.user.pk
    if user_id is None:
        raise ValueError("A second factor belongs to a user who is logged in.")
    return int(user_id)
