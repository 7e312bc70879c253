"""What the product's pages say beside the shop's own tags."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shop.storefront import icons

register = template.Library()


@register.simple_tag
def stars(score: int) -> SafeString:
    """So many of five stars, full ones first, with the number in words for screen readers."""
    drawn = format_html_join(
        "", "{}", ((icons.icon("star", "on" if place < score else "off"),) for place in range(5))
    )
    words = _("%(score)s of 5 stars") % {"score": score}
    return format_html('<span class="rate">{}<span class="sr">{}</span></span>', drawn, words)
