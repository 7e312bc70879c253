"""What is kept about people with an account."""

from datetime import datetime

from django.apps import apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from shop.personal import Holding, Kept, Person, Rule, Why


def _old_devices(before: datetime) -> QuerySet:
    return apps.get_model("usersessions.UserSession").objects.filter(last_seen_at__lt=before)


def _forget_devices(keys: list[int]) -> int:
    rows = apps.get_model("usersessions.UserSession").objects.filter(pk__in=keys)
    return rows.delete()[0]


def _invitations_of(person: Person) -> QuerySet:
    rows = apps.get_model("accounts.Invitation").objects
    return rows.filter(email__in=sorted(person.emails))


def _ended_invitations(before: datetime) -> QuerySet:
    return apps.get_model("accounts.Invitation").objects.filter(expires_at__lt=before)


def _forget_invitations(keys: list[int]) -> int:
    return apps.get_model("accounts.Invitation").objects.filter(pk__in=keys).delete()[0]


HOLDINGS = (
    Holding(
        model="accounts.User",
        title=_("Account"),
        why=Why.ACCOUNT,
        kept=Kept.WITH_ACCOUNT,
        fields=("email", "first_name", "last_name", "phone", "password"),
        user="pk",
        shows=("email", "first_name", "last_name", "phone", "date_joined", "last_login"),
        becomes={
            "email": Concat(
                Value("dihapus-"), Cast("pk", CharField()), Value("@akun-dihapus.invalid")
            ),
            "first_name": "",
            "last_name": "",
            "phone": "",
            "password": UNUSABLE_PASSWORD_PREFIX,
            "is_active": False,
        },
        # By these columns everything else is found, also after a crash in between.
        is_last=True,
    ),
    Holding(
        model="account.EmailAddress",
        title=_("E-mail addresses"),
        why=Why.ACCOUNT,
        kept=Kept.WITH_ACCOUNT,
        fields=("email",),
        user="user_id",
        shows=("email", "verified", "primary"),
        deletes=True,
        # By these, mails and alerts are found.
        is_last=True,
    ),
    Holding(
        model="usersessions.UserSession",
        title=_("Devices"),
        why=Why.SAFETY,
        kept=Kept.DEVICES,
        fields=("ip", "user_agent", "session_key", "data"),
        user="user_id",
        shows=("ip", "user_agent", "created_at", "last_seen_at"),
        deletes=True,
    ),
    Holding(
        model="accounts.Invitation",
        title=_("Invitations to a team"),
        why=Why.MESSAGE,
        kept=Kept.MESSAGES,
        fields=("email",),
        rows=_invitations_of,
        of_account=True,
        shows=("email", "role", "created_at", "taken_at"),
        deletes=True,
    ),
    Holding(
        model="mfa.Authenticator",
        title=_("Second step of signing in"),
        why=Why.SAFETY,
        kept=Kept.WITH_ACCOUNT,
        fields=("data",),
        user="user_id",
        shows=("type", "created_at", "last_used_at"),
        deletes=True,
    ),
)
RULES = (
    Rule(
        code="devices",
        setting="DEVICE_DAYS",
        about="network addresses and browsers of devices that were signed in",
        due=_old_devices,
        act=_forget_devices,
    ),
    Rule(
        code="invitations",
        setting="MAIL_BODY_DAYS",
        about="invitations to the team of a cooperative that were answered or have run out",
        due=_ended_invitations,
        act=_forget_invitations,
    ),
)
