"""Phone numbers as people type them, and what to say when they cannot be right."""

import lokal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

FEWEST_DIGITS = 10
MOST_DIGITS = 13
LONGEST_TEXT = 30


class NotAPhoneNumber(ValueError):
    """The text is no Indonesian phone number; the message says what to do."""


def e164(text: str) -> str:
    """The number as ``+62…``; raises ``NotAPhoneNumber`` with a sentence for people."""
    number = lokal.normalize_phone(text[:LONGEST_TEXT])
    digits = sum(letter.isdigit() for letter in text)
    if number is not None and len(number) >= len("+62") + FEWEST_DIGITS - 2:
        return number
    if text.strip().startswith("+") and not text.strip().startswith("+62"):
        raise NotAPhoneNumber(_("We need an Indonesian number."))
    if digits < FEWEST_DIGITS:
        raise NotAPhoneNumber(
            ngettext(
                "This number is too short: it has only %(n)d digit.",
                "This number is too short: it has only %(n)d digits.",
                digits,
            )
            % {"n": digits}
        )
    if digits > MOST_DIGITS + 2:
        raise NotAPhoneNumber(_("This number is too long."))
    raise NotAPhoneNumber(_("This is no phone number we know."))
