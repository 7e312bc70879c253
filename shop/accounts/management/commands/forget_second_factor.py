"""Take the second step away from somebody who lost phone and recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.accounts import second_factor
from shop.accounts.models import User


class Command(BaseCommand):
    """``manage.py forget_second_factor EMAIL``: only after making sure who is asking."""

    help = "Hapus langkah kedua milik satu orang yang kehilangan HP dan kode cadangannya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say why there is nothing to do."""
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"Tidak ada akun dengan alamat {options['email']}.")
        if not second_factor.forget(user_id=user.pk):
            raise CommandError(f"Akun {user.email} tidak memakai langkah kedua.")
        self.stdout.write(f"Langkah kedua akun {user.email} dihapus. Ia membuat yang baru nanti.")
