"""Compile translations: ``locale/<area>/<language>/LC_MESSAGES/django.po`` → ``.mo``.

Pure Python (Babel), because GNU gettext is not on every machine. Only stale files are written.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_stale(folder: Path = LOCALE) -> int:
    """Write every ``.mo`` that is older than its ``.po``; returns how many were written."""
    written = 0
    for source in sorted(folder.glob("*/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as handle:
            catalog = read_po(handle, locale=source.parent.parent.name)
        draft = target.with_suffix(".mo.draft")
        with draft.open("wb") as handle:
            write_mo(handle, catalog)
        draft.replace(target)
        written += 1
    return written


if __name__ == "__main__":
    compile_stale()
