"""What a buyer may check about a cooperative."""

from typing import Any

from django.utils.translation import gettext as _

from shop.formats import number


def place_name(partner: Any) -> str:
    """District and regency, as far as they are known: "Lintong Nihuta, Humbang Hasundutan"."""
    district = partner.district.name if partner.district_id else ""
    return ", ".join(part for part in (district, partner.regency_name) if part)


def legal_facts(partner: Any) -> list[tuple[str, str]]:
    """Terms and their values; what is not known is left out."""
    address = ", ".join(part for part in (partner.origin_line, place_name(partner)) if part)
    found = [
        (_("Legal name"), partner.legal_name),
        (_("Legal-entity number"), partner.legal_number),
        (_("Cooperative register number"), partner.registry_number),
        (_("Kind"), partner.get_kind_display()),
        (_("Founded"), str(partner.founded_year or "")),
        (_("Members"), _people(partner.member_count)),
        (_("Address"), f"{address} {partner.postal_code}".strip() if address else ""),
    ]
    return [(term, fact) for term, fact in found if fact]


def _people(count: int | None) -> str:
    if not count:
        return ""
    return _("%(count)s people") % {"count": number(count, places=0)}
