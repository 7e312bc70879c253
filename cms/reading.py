"""How long an article takes to read."""

from django.utils.html import strip_tags
from wagtail.blocks import StreamValue

WORDS_A_MINUTE = 180


def minutes_to_read(body: StreamValue) -> int:
    """Whole minutes, at least one; captions and product cards do not count."""
    words = sum(
        len(strip_tags(str(block.value)).split()) for block in body if block.block_type == "text"
    )
    return max(1, round(words / WORDS_A_MINUTE))
