"""The picture a shared product link shows: 1200 by 630, drawn by the worker, kept as a file.

It carries name, cooperative and photo. The price is left out: it changes, and the apps that show
the picture keep it for weeks. The file's name holds a fingerprint of what is drawn, so a renamed
product gets a new file and an old one is never shown for it.
"""

import hashlib
import logging
import os
import textwrap
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

from shop.storefront import page_versions
from shop.storefront.models import ProductCard

logger = logging.getLogger(__name__)

SIZE = (1200, 630)
PHOTO_SIDE = 510
MARGIN = 60
PAPER, INK, SOFT, RED, GOLD = "#f8f4ec", "#1d1b2e", "#55516a", "#9e142c", "#c9922b"
FOLDER = "og"
DRAWING = "1"  # raise it when the drawing changes
NEWEST = 100
SWEEP = 500
JPEG_QUALITY = 80
BUDGET = timedelta(seconds=5)


def address_of(card: ProductCard) -> str:
    """Path of the drawn picture, or nothing while the worker has not drawn it."""
    name = _name(card)
    return f"{settings.MEDIA_URL}{FOLDER}/{name}" if (_folder() / name).is_file() else ""


class Sweep:
    """Where a worker's walk over all products stands; a new worker starts over."""

    def __init__(self) -> None:
        self.after = 0

    def __call__(self, *, clock: Callable[[], datetime]) -> None:
        """Go on for a few seconds."""
        self.after = draw_missing(clock=clock, after=self.after)


sweep = Sweep()


def draw_missing(*, clock: Callable[[], datetime], after: int = 0) -> int:
    """Draw what is missing among the newest products and the next ones after ``after``.

    Stops after a few seconds. Returns the number to go on from, 0 when all were looked at. Two
    workers at once draw the same picture twice, which does no harm.
    """
    shown = ProductCard.objects.filter(is_public=True)
    newest = list(shown.order_by("-created_at", "-product_id")[:NEWEST])
    following = list(shown.filter(pk__gt=after).order_by("pk")[:SWEEP])
    end = clock() + BUDGET
    _draw_all(newest, until=end, clock=clock)
    reached = _draw_all(following, until=end, clock=clock)
    if reached is not None:
        return reached
    return following[-1].pk if len(following) == SWEEP else 0


def draw(card: ProductCard) -> Path:
    """Draw one and put it in place whole."""
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    photo = _photo(card)
    if photo:
        picture.paste(photo, (MARGIN, (SIZE[1] - PHOTO_SIDE) // 2))
    left = MARGIN * 2 + PHOTO_SIDE if photo else MARGIN
    _write(pen, card, left=left, letters=16 if photo else 30)
    _weave(pen)
    path = _folder() / _name(card)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    picture.save(unfinished, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    unfinished.replace(path)
    return path


def _draw_all(
    cards: Iterable[ProductCard], *, until: datetime, clock: Callable[[], datetime]
) -> int | None:
    """Returns the last card that was looked at when time ran out, else nothing."""
    last = 0
    for card in cards:
        if address_of(card):
            last = card.pk
            continue
        if clock() >= until:
            return last or card.pk - 1
        try:
            draw(card)
        except OSError:
            logger.warning("open_graph no picture for product=%s", card.pk, exc_info=True)
        else:
            page_versions.bump([page_versions.of_product(card.slug)])
        last = card.pk
    return None


def _write(pen: ImageDraw.ImageDraw, card: ProductCard, *, left: int, letters: int) -> None:
    """Name in at most four lines, then who makes it and where."""
    lines = textwrap.wrap(card.title, letters)
    if len(lines) > 4:
        lines = [*lines[:3], f"{lines[3]} …"]
    size = 64 if len(lines) <= 3 else 54
    top = (SIZE[1] - len(lines) * size * 1.15 - 110) // 2
    for line in lines:
        pen.text((left, top), line, fill=INK, font=_font(size))
        top += size * 1.15
    for text, color in ((card.cooperative_name, RED), (card.regency, SOFT)):
        pen.text((left, top + 24), textwrap.shorten(text, 34, placeholder=" …"), color, _font(28))
        top += 42


def _weave(pen: ImageDraw.ImageDraw) -> None:
    """The red hem with its golden teeth, as at the foot of every page."""
    top = SIZE[1] - 24
    pen.rectangle((0, top, SIZE[0], SIZE[1]), fill=RED)
    for x in range(0, SIZE[0], 48):
        pen.polygon([(x, top), (x + 48, top), (x + 24, top + 18)], fill=GOLD)


def _photo(card: ProductCard) -> Image.Image | None:
    path = Path(settings.MEDIA_ROOT) / "pictures" / f"{card.picture}-640.jpg"
    if not card.picture or not path.is_file():
        return None
    with Image.open(path) as opened:
        return opened.convert("RGB").resize((PHOTO_SIDE, PHOTO_SIDE), Image.Resampling.LANCZOS)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(finders.find("fonts/young-serif.ttf"), size)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER


def _name(card: ProductCard) -> str:
    drawn = "\n".join((DRAWING, card.title, card.cooperative_name, card.regency, card.picture))
    return f"{card.pk}-{hashlib.sha256(drawn.encode()).hexdigest()[:12]}.jpg"
