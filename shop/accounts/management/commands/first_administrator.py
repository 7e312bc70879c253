"""Create the first administrator by asking; does nothing when there is one."""

import sys
from getpass import getpass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email


class Command(BaseCommand):
    help = "Tanyakan alamat e-mail dan kata sandi pengelola pertama, lalu buat akunnya."

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return
        if not sys.stdin.isatty():
            raise CommandError(
                "Belum ada pengelola. Jalankan sekali di terminal: "
                "python manage.py first_administrator"
            )
        self.stdout.write("Belum ada pengelola. Buat akunnya sekarang.")
        email = self._ask_email()
        user = users.create_superuser(email, self._ask_password())
        # Mail may not work yet: whoever sits at the server need not prove an address by it.
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        self.stdout.write(f"Akun {email} dibuat. Pakai untuk masuk di Meja Kerja dan CMS.")

    def _ask_email(self) -> str:
        while True:
            email = input("Alamat e-mail: ").strip()
            try:
                validate_email(email)
            except ValidationError:
                self.stdout.write("Itu bukan alamat e-mail. Contoh: nama@koperasi.id")
            else:
                return email

    def _ask_password(self) -> str:
        while True:
            password = getpass("Kata sandi (10 huruf atau lebih): ")
            try:
                validate_password(password)
            except ValidationError as error:
                self.stdout.write(" ".join(error.messages))
                continue
            if getpass("Ulangi kata sandi: ") == password:
                return password
            self.stdout.write("Keduanya tidak sama. Ketik lagi.")
