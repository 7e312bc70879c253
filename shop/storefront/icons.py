"""The shop's own drawings: 24 px grid, 1.75 px stroke, no fill (visual identity, section 5)."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS: dict[str, str] = {
    "pin": '<path d="M12 21s-7-6.2-7-11.5a7 7 0 0 1 14 0C19 14.8 12 21 12 21z"/>'
    '<circle cx="12" cy="9.5" r="2.5"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "basket": '<path d="M3.5 9.5h17l-1.7 9.3a1.5 1.5 0 0 1-1.5 1.2H6.7a1.5 1.5 0 0 1-1.5-1.2z'
    'M8 9.5l3-6M16 9.5l-3-6M9 13v3.5M12 13v3.5M15 13v3.5"/>',
    "box": '<path d="M4 8l8-4 8 4v8.5l-8 4-8-4zM4 8l8 4 8-4M12 12v8.5M8 6l8 4"/>',
    "truck": '<path d="M2.5 6.5h11v10h-11zM13.5 10h4l3.5 3.5v3h-7.5z"/>'
    '<circle cx="7" cy="17.5" r="2"/><circle cx="17" cy="17.5" r="2"/>',
    "copy": '<rect x="8.5" y="8.5" width="11" height="11" rx="1.5"/>'
    '<path d="M5.5 15.5h-1v-11h11v1"/>',
    "whatsapp": '<path d="M4 20l1.3-4A8.3 8.3 0 1 1 8.5 19zM9 9.3c0 3 2.7 5.7 5.7 5.7l1-1.5-2-1.2'
    '-.9.9c-1-.4-1.6-1-2-2l.9-.9-1.2-2z"/>',
    "home": '<path d="M3 10.5 12 4l9 6.5M5.5 9v11h13V9M10 20v-5.5h4V20"/>',
    "grid": '<rect x="4" y="4" width="6.5" height="6.5" rx="1.2"/>'
    '<rect x="13.5" y="4" width="6.5" height="6.5" rx="1.2"/>'
    '<rect x="4" y="13.5" width="6.5" height="6.5" rx="1.2"/>'
    '<path d="m16.75 13 3.75 3.75-3.75 3.75L13 16.75z"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/>'
    '<path d="M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 16.5v.1"/>',
    "leaf": '<path d="M5 19c0-9 5-13.5 15-14 .5 9.5-4 14.5-12 13.5M5 19c2-4 5-7 9-9"/>',
    "star": '<path d="m12 3.5 2.6 5.4 5.9.8-4.3 4.2 1 5.9L12 17l-5.2 2.8 1-5.9L3.5 9.7l5.9-.8z"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="1.5"/>'
    '<path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "minus": '<path d="M6 12h12"/>',
    "plus": '<path d="M6 12h12M12 6v12"/>',
    "shield": '<path d="M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6z"/>'
    '<path d="m9 11.8 2.2 2.2 4-4.2"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.7v.1"/>',
    "trash": '<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 10.5v6M13.5 10.5v6"/>',
    "close": '<path d="m6.5 6.5 11 11M17.5 6.5l-11 11"/>',
    "warning": '<path d="M12 4 21 19.5H3zM12 10v4.5M12 17v.1"/>',
    "done": '<circle cx="12" cy="12" r="8.5"/><path d="m8 12.3 2.8 2.8L16 9.5"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7"/>',
    "left": '<path d="m14.5 5-7 7 7 7"/>',
    "right": '<path d="m9.5 5 7 7-7 7"/>',
    "down": '<path d="m6 9.5 6 6 6-6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.3 2"/>',
    "upload": '<path d="M12 15.5V4.5M7.5 9 12 4.5 16.5 9M4.5 15v4.5h15V15"/>',
    "qr": '<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5M20 14v2.5M14 20h2.5'
    'M19 19.5h1v.5"/>',
    "bank": '<path d="M3.5 9.5 12 4.5l8.5 5zM5.5 9.5v8M10 9.5v8M14 9.5v8M18.5 9.5v8M3.5 19.5h17"/>',
    "cash": '<rect x="3" y="6.5" width="18" height="11" rx="1.5"/><circle cx="12" cy="12" r="2.5"/>'
    '<path d="M6 9.5v.1M18 14.5v.1"/>',
    "filter": '<path d="M4 7h9M17 7h3M4 12h3M11 12h9M4 17h9M17 17h3"/>'
    '<circle cx="15" cy="7" r="2"/><circle cx="9" cy="12" r="2"/><circle cx="15" cy="17" r="2"/>',
    "person": '<circle cx="12" cy="8.5" r="3.7"/><path d="M4.5 20c.7-4 3.5-6 7.5-6s6.8 2 7.5 6"/>',
    "people": '<circle cx="9" cy="9" r="3.2"/>'
    '<path d="M3 19c.5-3.5 2.7-5.3 6-5.3s5.5 1.8 6 5.3M15.5 6.2a3 3 0 0 1 0 5.6'
    'M17.5 14.2c2 .7 3.2 2.3 3.5 4.8"/>',
    "heart": '<path d="M12 20S4 15 4 9.2C4 6.3 6.2 4.5 8.3 4.5c1.6 0 2.9.9 3.7 2.3'
    '.8-1.4 2.1-2.3 3.7-2.3 2.1 0 4.3 1.8 4.3 4.7C20 15 12 20 12 20z"/>',
    "flag": '<path d="M6 21V4M6 5h11l-2.5 3.5L17 12H6"/>',
    "share": '<path d="M12 14V4M8.5 7.5 12 4l3.5 3.5M7 11H5v9h14v-9h-2"/>',
    "paper": '<path d="M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 15.5h6"/>',
    "stall": '<path d="M5 4.5h14l2 6H3zM3 10.5a3 3 0 0 0 6 0 3 3 0 0 0 6 0 3 3 0 0 0 6 0'
    'M5 14v6h14v-6"/>',
}

# The stall: striped roof with woven teeth; its counter takes the colour of the text.
SYMBOL = mark_safe(
    '<svg viewBox="0 0 32 32" aria-hidden="true">'
    '<path fill="#9e142c" d="M5 4h22l3.5 10H1.5z"/>'
    '<path fill="#fff" d="M10.2 4h3.6l-.9 10H7.3zM18.2 4h3.6l2.9 10h-5.6z"/>'
    '<path fill="#9e142c" d="M1.5 14h5.8l-2.9 5zM12.9 14h6.2L16 19zM24.7 14h5.8l-2.9 5z"/>'
    '<path fill="#c9922b" d="M7.3 14h5.6l-2.8 5zM19.1 14h5.6l-2.8 5z"/>'
    '<path fill="currentColor" fill-rule="evenodd" d="M3 21h26v8H3zM9 22.2l-2.8 2.8L9 27.8l2.8-2.8z'
    'M16 22.2l-2.8 2.8 2.8 2.8 2.8-2.8zM23 22.2l-2.8 2.8 2.8 2.8 2.8-2.8z"/></svg>'
)


def icon(name: str, size: str = "") -> SafeString:
    """Markup of one drawing; ``size`` is a class of the style sheet (``sm``, ``full``)."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        f" {size}" if size else "",
        mark_safe(PATHS[name]),  # noqa: S308 - our own constant drawings
    )
