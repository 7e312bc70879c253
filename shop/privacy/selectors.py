"""Requests as their owner and as head office see them."""

from __future__ import annotations

from django.db.models import QuerySet

from shop.accounts.models import User
from shop.order.models import Order

from .models import OPEN, DataRequest, Kind, RequestState


def erasure_of(*, user: User | None = None, order: Order | None = None) -> DataRequest | None:
    """The erasure that was asked for and is not over."""
    rows = DataRequest.objects.filter(kind=Kind.ERASURE, state__in=OPEN)
    return rows.filter(user=user, order=order).order_by("-pk").first()


def copy_of(user: User) -> DataRequest | None:
    """The newest copy that is being made or may be downloaded."""
    states = (*OPEN, RequestState.READY)
    rows = DataRequest.objects.filter(kind=Kind.EXPORT, user=user, state__in=states)
    return rows.order_by("-pk").first()


def open_requests() -> QuerySet[DataRequest]:
    """What has not been done yet, the most urgent first. The rows say nothing about who asked."""
    rows = DataRequest.objects.filter(state__in=OPEN).select_related("order")
    return rows.order_by("due_at", "pk")


def latest_done() -> QuerySet[DataRequest]:
    """The record of what was done, newest first."""
    rows = DataRequest.objects.exclude(state__in=OPEN).select_related("order")
    return rows.order_by("-pk")
