"""Take a cooperative in: its row, its first manager, its page on the website."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cms import tenancy
from cms.cooperatives.services import CannotTakeIn, NewCooperative, add
from shop.accounts.models import Role, StaffRole
from shop.partner.models import Partner


class Command(BaseCommand):
    help = "Tambahkan koperasi dan pengurus pertamanya. Boleh dijalankan lagi."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="nama koperasi, misalnya 'Koperasi Kopi Lintong'")
        parser.add_argument("--slug", required=True, help="alamatnya, misalnya kopi-lintong")
        parser.add_argument(
            "--manager", required=True, help="e-mail pengurus yang sudah punya akun"
        )
        parser.add_argument(
            "--district", required=True, help="kode kecamatan asal kiriman, misalnya 12.16.01"
        )
        parser.add_argument("--whatsapp", default="", help="nomor WhatsApp, misalnya +62812…")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """The cooperative comes once; a second run only adds the manager it names."""
        email = options["manager"].strip().lower()
        user = get_user_model().objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(
                f"Belum ada akun {email}. Minta orangnya mendaftar di /akun/signup/ lebih dulu, "
                "atau tulis e-mail pengelola."
            )
        partner = Partner.objects.filter(slug=options["slug"]).first() or self._new(options)
        StaffRole.objects.get_or_create(user=user, cooperative=partner, role=Role.MANAGER)
        tenancy.set_up_cooperative(partner)
        self.stdout.write(
            f"{partner.name}: pengurus {user.email}, halaman /koperasi/{partner.slug}/. "
            "Barangnya diisi di Meja Kerja."
        )

    def _new(self, options: dict[str, Any]) -> Partner:
        new = NewCooperative(
            name=options["name"].strip(),
            slug=options["slug"],
            district=options["district"],
            whatsapp=options["whatsapp"],
        )
        try:
            return add(new)
        except CannotTakeIn as refusal:
            raise CommandError(str(refusal)) from refusal
