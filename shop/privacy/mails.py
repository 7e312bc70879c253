"""Two mails: that an account will go, and that a copy is there. Neither carries any of the data."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shop.formats import long_date, moment_with_zone
from shop.outbox.mail import enqueue_mail

from .models import DataRequest


def erasure_planned(*, request: DataRequest, to: str) -> None:
    """When the account goes and where that is called back: also for whoever did not ask for it."""
    with translation.override(request.language):
        _send(
            request,
            to,
            subject=_("Your account will be deleted"),
            heading=_("Your account will be deleted on %(date)s.")
            % {"date": long_date(request.next_at)},
            words=_(
                "You asked for it on your account page. Until that day you can call it back. If it "
                "was not you, call it back and change your password."
            ),
            button=_("Call it back"),
        )


def copy_ready(*, request: DataRequest, to: str, until: datetime) -> None:
    """The copy can be downloaded by whoever is signed in to the account."""
    with translation.override(request.language):
        _send(
            request,
            to,
            subject=_("The copy of your data is ready"),
            heading=_("The copy of your data is ready."),
            words=_("Sign in to download it. It is deleted on %(moment)s.")
            % {"moment": moment_with_zone(until)},
            button=_("To my data"),
        )


def _send(request: DataRequest, to: str, *, subject: str, **words: str) -> None:
    context = {
        "subject": subject,
        "url": settings.SITE_URL + reverse("privacy:mine"),
        "site_url": settings.SITE_URL,
        "static_url": f"{settings.SITE_URL}{settings.STATIC_URL}mail/",
        "shop_name": settings.OSCAR_SHOP_NAME,
        **words,
    }
    enqueue_mail(
        dedup_key=f"privacy:{request.pk}:{request.kind}",
        to=to,
        subject=subject,
        text=render_to_string("privacy/mail.txt", context),
        html=render_to_string("privacy/mail.html", context),
    )
