"""Cooperatives of the demo and the accounts to try them with."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model

from catalog.models import Permit
from shop.accounts.models import Role, StaffRole, User
from shop.address.models import Region
from shop.demo.content import COOPERATIVES, shape
from shop.partner.models import Partner
from shop.payments.models import BankAccount, QrisCode

PASSWORD = "lapak-contoh"  # noqa: S105  shown on screen; only the demo has these accounts
HEAD_OFFICE = "pusat@lapak.example"
# A merchant that does not exist: apps read it, and no bank pays to it.
QRIS = (
    "00020101021126680016ID.CO.CONTOH.WWW01189360000001234567890215C01234567800000030"
    "3UMI51440014ID.CO.QRIS.WWW0215ID00000000000000303UMI5204541153033605802ID5914LAP"
    "AK KOPERASI6005MEDAN6105201116304869A"
)
KINDS = {"produsen": Partner.Kind.PRODUCER, "pemasaran": Partner.Kind.MARKETING}
PERMIT_KINDS = {
    "PIRT": Permit.Kind.PIRT,
    "BPOM": Permit.Kind.BPOM,
    "HALAL": Permit.Kind.HALAL,
    "ORGANIK": Permit.Kind.ORGANIC,
    "SNI": Permit.Kind.SNI,
}


def load_cooperatives(today: date) -> dict[str, Partner]:
    """Every cooperative by its code."""
    found = {content.code: load_cooperative(content, today) for content in COOPERATIVES}
    BankAccount.objects.get_or_create(
        bank="Bank Contoh Nusantara",
        number="0000990000001",
        defaults={"holder": "Lapak Koperasi (contoh)", "cooperative": None},
    )
    QrisCode.objects.get_or_create(cooperative=None, defaults={"payload": QRIS})
    return found


def load_cooperative(content: shape.Cooperative, today: date) -> Partner:
    """One cooperative with its address, hours and permits."""
    address = content.address
    district_code = address.village_code.rsplit(".", 1)[0]
    partner, _ = Partner.objects.update_or_create(
        code=content.code.lower(),
        defaults={
            "name": content.name,
            "slug": content.slug,
            "legal_name": content.legal_name,
            "legal_number": content.legal_number,
            "registry_number": content.registry_number,
            "kind": KINDS[content.kind],
            "founded_year": content.founded,
            "member_count": content.members,
            "summary": content.lead,
            "district": Region.objects.filter(pk=district_code).first(),
            "regency_name": address.kabupaten,
            "origin_line": f"{address.street}, {address.village}, {address.kecamatan}",
            "postal_code": address.postal_code,
            "whatsapp": content.whatsapp,
            "picture": content.cover,
            "bank_name": content.bank.bank,
            "bank_account_number": content.bank.account_number,
            "bank_account_name": content.bank.account_name,
            "cod_limit": content.cod_limit,
            "opening_hours": {
                str(day.weekday): [day.opens, day.closes] for day in content.hours if day.opens
            },
            "closing_days": [
                (today + timedelta(days=day.in_days)).isoformat() for day in content.closing_days
            ],
        },
    )
    load_permits(content.permits, today, cooperative=partner)
    return partner


def load_permits(permits: tuple[shape.Permit, ...], today: date, **owner: object) -> None:
    """The permits of one product or cooperative."""
    for permit in permits:
        Permit.objects.get_or_create(
            kind=PERMIT_KINDS[permit.kind],
            number=permit.number,
            **owner,
            defaults={"valid_until": today + timedelta(days=permit.valid_days)},
        )


def load_accounts(cooperatives: dict[str, Partner]) -> list[tuple[str, str]]:
    """Accounts to try with; returns (who, e-mail) for the first screen."""
    users = get_user_model()
    head, created = users.objects.get_or_create(
        email=HEAD_OFFICE,
        defaults={"first_name": "Kantor pusat", "is_staff": True, "is_superuser": True},
    )
    if created:
        head.set_password(PASSWORD)
        head.save(update_fields=["password"])
    prove_address(head)
    shown = [("Kantor pusat", HEAD_OFFICE)]
    for partner in cooperatives.values():
        for role, word in ((Role.MANAGER, "pengurus"), (Role.PACKER, "pengemas")):
            email = f"{word}.{partner.slug}@lapak.example"
            user, created = users.objects.get_or_create(
                email=email, defaults={"first_name": f"{word.title()} {partner.name}"}
            )
            if created:
                user.set_password(PASSWORD)
                user.save(update_fields=["password"])
            prove_address(user)
            StaffRole.objects.get_or_create(user=user, cooperative=partner, role=role)
            if role == Role.MANAGER:
                shown.append((partner.name, email))
    return shown


def prove_address(user: User) -> None:
    """Spare accounts of the demo the code by mail that a first login asks for."""
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
