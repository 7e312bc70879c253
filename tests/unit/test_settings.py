"""What an installation with several machines needs of the settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_the_health_check_is_answered_where_everything_else_goes_to_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/robots.txt").status_code == 301
    assert Client().get("/healthz").status_code == 200


def test_mail_settings_left_empty_count_as_not_set(tmp_path):
    """A compose file passes an empty text for what its .env leaves out."""
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "from django.conf import settings as s;"
            "print(s.EMAIL_BACKEND, s.EMAIL_FILE_PATH, s.DEFAULT_FROM_EMAIL)",
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "shop.settings.many",
            "SECRET_KEY": "a test",
            "EMAIL_URL": "",
            "DEFAULT_FROM_EMAIL": "",
            "VAR_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.split() == [
        "django.core.mail.backends.filebased.EmailBackend",
        f"{tmp_path}/mail",
        "Lapak",
        "Koperasi",
        "<toko@localhost>",
    ]
