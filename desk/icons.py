"""The desk's drawings: 24 px grid, 2 px stroke (visual_desk)."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS: dict[str, str] = {
    "home": '<path d="M3 11l9-8 9 8M5 10v10h14V10M10 20v-6h4v6"/>',
    "orders": '<path d="M3 8l9-5 9 5v8l-9 5-9-5zM3 8l9 5 9-5M12 13v8M7.5 5.5l9 5"/>',
    "goods": '<path d="M3 3h8l10 10-8 8L3 11zM7.5 7.5h.01"/>',
    "stock": '<path d="M4 20h16M6 20V9h12v11M9 9V4h6v5M12 9v11"/>',
    "channels": '<path d="M4 10v10h16V10M3 9l2-6h14l2 6a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0'
    'M10 20v-5h4v5"/>',
    "money": '<path d="M3 6h18v12H3zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M6.5 12h.01'
    'M17.5 12h.01"/>',
    "more": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.8.4-1 .9-1 '
    '1.7M12 17h.01"/>',
    "back": '<path d="M15 5l-7 7 7 7"/>',
    "next": '<path d="M9 5l7 7-7 7"/>',
    "check": '<path d="M4 12.5l5 5L20 6.5"/>',
    "warning": '<path d="M12 3l10 18H2zM12 10v4M12 17.5h.01"/>',
    "stop": '<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16h.01"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7.5h.01"/>',
    "print": '<path d="M7 8V3h10v5M7 17H3V8h18v9h-4M7 14h10v7H7z"/>',
    "truck": '<path d="M2 6h12v11H2zM14 10h4l4 4v3h-8M6.5 19.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4M17.5 '
    '19.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4"/>',
    "chat": '<path d="M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12h5"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "undo": '<path d="M8 5L3 10l5 5M3 10h11a6 6 0 0 1 0 12h-3"/>',
    "down": '<path d="M12 4v15M6 13l6 6 6-6"/>',
    "pause": '<path d="M8 5v14M16 5v14"/>',
    "photo": '<path d="M3 7h4l2-3h6l2 3h4v13H3zM12 9.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7"/>',
    "paper": '<path d="M6 3h8l5 5v13H6zM14 3v5h5"/>',
    "people": '<path d="M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8M2 21c0-4 3-7 7-7s7 3 7 7M16 3.5a4 4 0 0 '
    '1 0 7M18 14.5c2.5.8 4 3.3 4 6.5"/>',
    "world": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 '
    '18"/>',
    "leave": '<path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4"/>',
    "cross": '<path d="M5 5l14 14M19 5L5 19"/>',
}


def icon(name: str, extra: str = "") -> SafeString:
    """Markup of one drawing; it says nothing to a screen reader, words do."""
    return format_html(
        '<svg class="ic{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        f" {extra}" if extra else "",
        mark_safe(PATHS[name]),  # noqa: S308 - our own constant drawings
    )
