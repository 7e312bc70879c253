"""Templates of messages: those that Pasar Tiruan has approved from the start."""

from __future__ import annotations

from shop.notices.models import Event, NoticeTemplate

TEMPLATES = {
    Event.RECEIVED: ("pesanan_diterima", "number, total"),
    Event.PAID: ("pesanan_dibayar", "number"),
    Event.SHIPPED: ("pesanan_dikirim", "number, courier, tracking"),
    Event.READY: ("pesanan_siap_diambil", "number, cooperative"),
    Event.DELIVERED: ("pesanan_sampai", "number"),
    Event.CANCELLED: ("pesanan_batal", "number"),
}


def load_templates() -> None:
    """One template per event; what head office has changed stays."""
    for event, (name, parameters) in TEMPLATES.items():
        NoticeTemplate.objects.get_or_create(
            event=event, language="id", defaults={"name": name, "parameters": parameters}
        )
