"""The regencies and cities of North Sumatra, and where each has its tile on our drawn map.

The map is a drawing, not to scale: every regency is a tile of the same size beside its neighbours,
so that a small city can be hit with a thumb as well as a large regency. Columns run from west to
east, rows from north to south. Names are those of the ministry's list (province 12), without
"Kabupaten" and "Kota"; the short ones are what people in the province say.
"""

from dataclasses import dataclass

from django.utils.text import slugify

COLUMNS = 6
ROWS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A regency or city on the map: its code, its name and the lines that fit its tile."""

    code: str
    name: str
    lines: tuple[str, ...]
    column: int
    row: int

    @property
    def slug(self) -> str:
        """As the address says it."""
        return slugify(self.name)


# code, name, short name on one or two lines, column, row
_ROWS = (
    ("12.05", "Langkat", "Langkat", 0, 0),
    ("12.75", "Binjai", "Binjai", 1, 0),
    ("12.71", "Medan", "Medan", 2, 0),
    ("12.06", "Karo", "Karo", 0, 1),
    ("12.07", "Deli Serdang", "Deli/Serdang", 1, 1),
    ("12.18", "Serdang Bedagai", "Sergai", 2, 1),
    ("12.76", "Tebing Tinggi", "Tebing/Tinggi", 3, 1),
    ("12.19", "Batu Bara", "Batu/Bara", 4, 1),
    ("12.11", "Dairi", "Dairi", 1, 2),
    ("12.08", "Simalungun", "Sima-/lungun", 2, 2),
    ("12.72", "Pematangsiantar", "Siantar", 3, 2),
    ("12.09", "Asahan", "Asahan", 4, 2),
    ("12.74", "Tanjungbalai", "Tanjung/Balai", 5, 2),
    ("12.15", "Pakpak Bharat", "Pakpak/Bharat", 1, 3),
    ("12.17", "Samosir", "Samosir", 2, 3),
    ("12.12", "Toba", "Toba", 3, 3),
    ("12.23", "Labuhanbatu Utara", "Labura", 4, 3),
    ("12.10", "Labuhanbatu", "Labuhan/batu", 5, 3),
    ("12.16", "Humbang Hasundutan", "Humba-/has", 2, 4),
    ("12.02", "Tapanuli Utara", "Taput", 3, 4),
    ("12.20", "Padang Lawas Utara", "Paluta", 4, 4),
    ("12.22", "Labuhanbatu Selatan", "Labusel", 5, 4),
    ("12.24", "Nias Utara", "Nias/Utara", 0, 5),
    ("12.78", "Gunungsitoli", "Gunung/sitoli", 1, 5),
    ("12.01", "Tapanuli Tengah", "Tapteng", 3, 5),
    ("12.03", "Tapanuli Selatan", "Tapsel", 4, 5),
    ("12.21", "Padang Lawas", "Palas", 5, 5),
    ("12.25", "Nias Barat", "Nias/Barat", 0, 6),
    ("12.04", "Nias", "Nias", 1, 6),
    ("12.73", "Sibolga", "Sibolga", 3, 6),
    ("12.77", "Padangsidimpuan", "Sidim-/puan", 4, 6),
    ("12.14", "Nias Selatan", "Nias/Selatan", 1, 7),
    ("12.13", "Mandailing Natal", "Madina", 4, 7),
)
TILES = tuple(
    Tile(code=code, name=name, lines=tuple(short.split("/")), column=column, row=row)
    for code, name, short, column, row in _ROWS
)
