"""Which goods a photo belongs to, by the name of its file.

``KOPI-250.jpg``, ``kopi-250 2.jpg`` and ``Kopi Arabika Lintong (3).png``: the code or the name of
the goods, with a number behind it when there are several.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shop.partner.models import StockRecord

from ..refusals import Wrong

# Behind the name: the place among the photos of the same goods.
NUMBERED = re.compile(r"(?P<name>.+) (?P<number>\d{1,2})")
CLOSE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A product with a page of its own."""

    product_id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the goods of a cooperative are called, by plain words."""

    by_word: dict[str, frozenset[Goods]]
    written: dict[str, str]

    def find(self, file_name: str) -> tuple[Goods, int]:
        """The goods and the place of a photo, 0 without a number. Raises ``Wrong``."""
        word = plain(stem(file_name))
        found = self.by_word.get(word)
        number = 0
        if found is None and (match := NUMBERED.fullmatch(word)):
            found, number = self.by_word.get(match["name"]), int(match["number"])
        if found is None:
            raise self._unknown(word)
        if len(found) > 1:
            raise Wrong(
                _("Several goods are called so"), _("Name the file after the code of the goods.")
            )
        return next(iter(found)), number

    def _unknown(self, word: str) -> Wrong:
        near = difflib.get_close_matches(word, self.by_word, n=1, cutoff=CLOSE)
        hint = _("Name the file after the code or the name of the goods.")
        if near:
            hint = _("Perhaps you mean “%(near)s”?") % {"near": self.written[near[0]]}
        return Wrong(_("No goods of yours are called so"), hint)


def stem(file_name: str) -> str:
    """The name without its ending: ``KOPI-250.jpg`` is ``KOPI-250``."""
    name, dot, ending = file_name.rpartition(".")
    return name if dot and ending.isalnum() and len(ending) <= 4 else file_name


def plain(text: str) -> str:
    """Letters and numbers only, one blank between them, without case."""
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def names_of(cooperative_id: int) -> Names:
    """Every code and title of the cooperative, in one query. A pack's photos are its product's."""
    by_word: defaultdict[str, set[Goods]] = defaultdict(set)
    written: dict[str, str] = {}
    rows = StockRecord.objects.filter(partner_id=cooperative_id).order_by("pk")
    for sku, own, title, page, page_title in rows.values_list(
        "partner_sku",
        "product_id",
        "product__title",
        "product__parent_id",
        "product__parent__title",
    ):
        goods = Goods(product_id=page or own, title=page_title if page else title)
        for text in (sku, title, page_title if page else ""):
            if word := plain(text):
                by_word[word].add(goods)
                written.setdefault(word, text)
    return Names(
        by_word={word: frozenset(goods) for word, goods in by_word.items()}, written=written
    )
