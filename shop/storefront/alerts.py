"""Tell people once when goods are there again: asked without an account, ended by a link.

An alert promises a message, never a price. ``find_due`` marks alerts whose goods came, by one
conditional UPDATE for each, and asks the outbox for the mail in the same transaction, so twenty
processes send one. Messages to a phone wait at the desk for a person to send them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shop.customer.models import Alert
from shop.outbox.mail import enqueue_mail
from shop.storefront.models import ProductCard
from shop.storefront.phones import NotAPhoneNumber, e164
from shop.storefront.throttle import count_try
from shop.transactions import retries_contention

Clock = Callable[[], datetime]
ASKS_PER_ADDRESS = 20
ASKS_PER_CONTACT = 30
LONGEST_CONTACT = 254
READY = (ProductCard.Stock.AVAILABLE, ProductCard.Stock.LOW)


class BadContact(ValueError):
    """Neither an e-mail address nor a phone number; the message says what to do."""


def ask(*, card: ProductCard, contact: str, address: str, language: str) -> Alert:
    """Remember to tell this contact once; asking again while it waits changes nothing.

    Raises ``BadContact``, and ``TooManyTries`` for too many from one network address.
    """
    count_try(f"alert.{address}", ASKS_PER_ADDRESS)
    way, cleaned = read_contact(contact)
    count_try(f"alert.contact.{cleaned}", ASKS_PER_CONTACT)
    facts = {"product_id": card.product_id, "contact": cleaned}
    try:
        with transaction.atomic():
            return Alert.objects.create(
                **facts,
                way=way,
                language=language,
                waits_for_ready=card.stock == ProductCard.Stock.PREORDER,
            )
    except IntegrityError:
        return Alert.objects.get(**facts, due_at=None, ended_at=None)


def read_contact(text: str) -> tuple[Alert.Way, str]:
    """How and where to reach somebody, from one field. Raises ``BadContact``."""
    typed = text.strip()[:LONGEST_CONTACT]
    if "@" in typed:
        try:
            validate_email(typed)
        except ValidationError as error:
            raise BadContact(_("This e-mail address is not complete.")) from error
        return Alert.Way.MAIL, typed.lower()
    try:
        return Alert.Way.WHATSAPP, e164(typed)
    except NotAPhoneNumber as error:
        raise BadContact(str(error)) from error


def due(now: datetime) -> QuerySet[Alert]:
    """Waiting alerts whose goods can be had, the oldest first."""
    there = Q(product__card__stock__in=READY) | Q(
        product__card__stock=ProductCard.Stock.PREORDER, waits_for_ready=False
    )
    waiting = Alert.objects.filter(
        there, due_at=None, ended_at=None, created_at__lte=now, product__card__is_public=True
    )
    return waiting.order_by("pk")


def find_due(*, clock: Clock, budget: int) -> int:
    """Take up to ``budget`` alerts whose goods came; returns how many this call took."""
    now = clock()
    ids = list(due(now).values_list("pk", flat=True)[:budget])
    return sum(_take(alert_id=alert_id, now=now) for alert_id in ids)


@retries_contention
def _take(*, alert_id: int, now: datetime) -> bool:
    with transaction.atomic():
        taken = Alert.objects.filter(pk=alert_id, due_at=None, ended_at=None).update(due_at=now)
        if not taken:
            return False
        alert = Alert.objects.select_related("product").get(pk=alert_id)
        if alert.way == Alert.Way.MAIL:
            _mail(alert)
            Alert.objects.filter(pk=alert_id).update(told_at=now)
    return True


def _mail(alert: Alert) -> None:
    end = reverse("storefront:alert_end", kwargs={"token": alert.token})
    with translation.override(alert.language):
        subject = _("%(product)s is there again") % {"product": alert.product.title}
        words = {
            "subject": subject,
            "shop_name": settings.OSCAR_SHOP_NAME,
            "static_url": f"{settings.SITE_URL}{settings.STATIC_URL}mail/",
            "product": alert.product,
            "url": f"{settings.SITE_URL}{alert.product.get_absolute_url()}",
            "end_url": f"{settings.SITE_URL}{end}",
        }
        enqueue_mail(
            dedup_key=f"alert:{alert.pk}",
            to=alert.contact,
            subject=subject,
            text=render_to_string("mail/alert.txt", words),
            html=render_to_string("mail/alert.html", words),
            cooperative_id=alert.product.partner_id,
        )


def message_text(alert: Alert) -> str:
    """What the cooperative's staff send to a phone, ready to press send."""
    with translation.override(alert.language):
        end = reverse("storefront:alert_end", kwargs={"token": alert.token})
        return _(
            "Hello, you asked us about %(product)s. It is there again: %(url)s "
            "No more messages: %(end)s"
        ) % {
            "product": alert.product.title,
            "url": f"{settings.SITE_URL}{alert.product.get_absolute_url()}",
            "end": f"{settings.SITE_URL}{end}",
        }


def to_tell(cooperative_ids: Collection[int]) -> QuerySet[Alert]:
    """Phones that wait for a message from these cooperatives, the oldest first."""
    rows = Alert.objects.filter(
        way=Alert.Way.WHATSAPP,
        due_at__isnull=False,
        told_at=None,
        ended_at=None,
        product__partner_id__in=list(cooperative_ids),
    )
    return rows.select_related("product").order_by("pk")


@retries_contention
def told(*, alert_id: int, cooperative_ids: Collection[int]) -> bool:
    """Staff sent the message. False when somebody was faster, or it is not theirs."""
    return to_tell(cooperative_ids).filter(pk=alert_id).update(told_at=timezone.now()) == 1


def end(*, token: str) -> Alert | None:
    """The contact wants no message; the same link again is harmless."""
    alert = Alert.objects.select_related("product").filter(token=token).first()
    if alert is not None:
        Alert.objects.filter(pk=alert.pk, ended_at=None).update(ended_at=timezone.now())
    return alert
