"""The columns that are explained are the columns that are read."""

import re
from pathlib import Path

from django.utils import translation

from shop.shipping.tariff_files import COLUMNS

PAGE = Path(__file__).parents[3] / "docs" / "howto" / "delivery-prices.md"


def test_every_column_of_the_file_is_explained_as_the_desk_explains_it():
    text = PAGE.read_text().partition("## Columns")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE)

    with translation.override("en"):
        assert told == [(column.head, str(column.meaning)) for column in COLUMNS]
