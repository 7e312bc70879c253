"""Pictures and files the demo puts on disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

MEDIA = Path(__file__).resolve().parent.parent / "media"


def copy_pictures() -> int:
    """Copy the drawn pictures to ``MEDIA_ROOT/pictures``; returns how many were new or newer."""
    target_folder = Path(settings.MEDIA_ROOT) / "pictures"
    target_folder.mkdir(parents=True, exist_ok=True)
    copied = 0
    for source in sorted([*MEDIA.glob("*.avif"), *MEDIA.glob("*.jpg")]):
        target = target_folder / source.name
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            shutil.copyfile(source, target)
            copied += 1
    return copied


def write_logins(accounts: list[tuple[str, str]], password: str) -> None:
    """The accounts of the demo in a file that `make run` prints."""
    width = max(len(who) for who, _ in accounts)
    lines = [f"Akun contoh (kata sandi semua: {password})"]
    lines += [f"  {who.ljust(width)}  {email}" for who, email in accounts]
    (Path(settings.VAR_DIR) / "demo-logins.txt").write_text("\n".join(lines) + "\n")
