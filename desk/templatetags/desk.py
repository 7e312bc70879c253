"""What the desk's templates may say beyond the shop's own words."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from desk import icons, words
from shop import formats

register = template.Library()

register.simple_tag(icons.icon, name="ic")
register.filter("clock", formats.clock)
register.filter("when", words.when)
register.filter("channel_name", words.channel_label)
register.filter("amount_of", formats.quantity)


@register.simple_tag
def channel(code: str, label: str = "") -> SafeString:
    """Letters, colour and word of a channel."""
    mark = words.channel_mark(code)
    return format_html(
        '<span class="ch"><i class="{}" aria-hidden="true">{}</i>{}</span>',
        mark.style,
        mark.letters,
        label or mark.label,
    )


@register.filter
def ago(moment: datetime | None) -> str:
    """The clock today, day and clock before."""
    return words.when(moment, timezone.now()) if moment else "–"


@register.filter
def signed(text: str) -> str:
    """A plus before what came in, a real minus before what went out."""
    return text.replace("-", "−") if text.startswith("-") else f"+{text}"


@register.filter
def day_name(moment: datetime) -> str:
    """The day alone: ``Sab, 10 Okt``."""
    return formats.short_date(timezone.localdate(moment))
