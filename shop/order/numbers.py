"""Order numbers: readable over the phone, unguessable, and keys that make repeats harmless."""

import hashlib
import secrets

# Crockford's base 32: no I, L, O and U, so nothing is misread or misheard.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
PREFIX = "LK-"
MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_number() -> str:
    """A random number like LK-7KQ2M9XA: 40 bits. The database keeps it unique."""
    return PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def typed_number(text: str) -> str:
    """What a person typed as an order number: LK is optional, case, blanks, I, L, O forgiven."""
    plain = "".join(text.upper().split()).replace("-", "").removeprefix("LK")
    return PREFIX + plain.translate(MISREAD)


def fingerprint(*parts: str) -> str:
    """64 characters that stand for these words, for ``Order.idempotency_key``.

    The parts are joined with a character no outside id holds, so that ("a", "bc") and
    ("ab", "c") differ.
    """
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
