"""Text as it came from an address or a form, before anything is done with it."""


def one_line(text: str, most: int) -> str:
    """The text with single blanks, without NUL (which PostgreSQL refuses), cut to ``most``."""
    return " ".join(text.replace("\0", " ").split())[:most]


def number(text: str, digits: int = 9) -> int:
    """A number of at most so many ASCII digits; anything else is 0."""
    return whole(text, digits) or 0


def whole(text: str, digits: int) -> int | None:
    """As ``number``; None for anything else, digits of other scripts included."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None
