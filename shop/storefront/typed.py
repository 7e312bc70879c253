"""Text as it came from an address or a form, before anything is done with it."""


def one_line(text: str, most: int) -> str:
    """The text with single blanks, without NUL (which PostgreSQL refuses), cut to ``most``."""
    return " ".join(text.replace("\0", " ").split())[:most]


def number(text: str, digits: int = 9) -> int:
    """A number of at most so many ASCII digits; anything else is 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else 0
