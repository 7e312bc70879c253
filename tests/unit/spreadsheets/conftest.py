"""What the tests of files share."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from shop.partner.models import Partner
from shop.spreadsheets.models import BatchPhoto
from tests.factories_storefront import make_seller


@pytest.fixture(autouse=True)
def folders(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where files of this test lie, public and private."""
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(
        BatchPhoto._meta.get_field("file"), "storage", FileSystemStorage(tmp_path / "private")
    )


@pytest.fixture
def seller() -> Partner:
    return make_seller()
