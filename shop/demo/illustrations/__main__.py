"""Draw the pictures of the demo and write their list.

    python -m shop.demo.illustrations [--only madu,ulos] [--list-only]

Writes `shop/demo/media/NAME-WIDTH.{avif,jpg}` and `shop/demo/media/pictures.json`. Needs numpy,
which the shop itself does not: it serves the finished files.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from PIL import Image

from shop.demo.illustrations.catalogue import PICTURES

MEDIA = Path(__file__).parents[1] / "media"
SQUARE_WIDTHS, WIDE_WIDTHS = (160, 320, 640), (160, 320, 640, 1280)
CAPTION = {"id": "Gambar, bukan foto", "en": "A drawing, not a photo"}


def widths_of(name: str) -> tuple[int, ...]:
    return WIDE_WIDTHS if PICTURES[name].wide else SQUARE_WIDTHS


def save(picture: Image.Image, name: str) -> None:
    """One file per width and format; smaller ones are reduced from the largest."""
    for width in widths_of(name):
        height = round(width * picture.height / picture.width)
        small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
        stem = MEDIA / f"{name}-{width}"
        quality = 44 if width > 640 else 52
        small.save(stem.with_suffix(".avif"), quality=quality, speed=4)
        small.save(
            stem.with_suffix(".jpg"),
            quality=70 if width > 640 else 75,
            optimize=True,
            progressive=True,
        )


def entry(name: str) -> dict:
    """What a template needs to know about one picture."""
    files = []
    for width in widths_of(name):
        with Image.open(MEDIA / f"{name}-{width}.jpg") as picture:
            height = picture.height
        files.append(
            {
                "width": width,
                "height": height,
                "avif": f"{name}-{width}.avif",
                "jpg": f"{name}-{width}.jpg",
            }
        )
    drawn = PICTURES[name]
    return {
        "width": files[-1]["width"],
        "height": files[-1]["height"],
        "files": files,
        "alt": {"id": drawn.alt, "en": drawn.alt_en},
        "caption": CAPTION,
    }


def write_list() -> None:
    listed = {name: entry(name) for name in sorted(PICTURES)}
    text = json.dumps(listed, ensure_ascii=False, indent=1)
    (MEDIA / "pictures.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="names, separated by commas")
    parser.add_argument("--list-only", action="store_true", help="write pictures.json and stop")
    options = parser.parse_args()
    MEDIA.mkdir(exist_ok=True)
    wanted = set(filter(None, options.only.split(",")))
    if not options.list_only:
        for name, drawn in PICTURES.items():
            if not wanted or name in wanted:
                save(drawn.draw(1280 if drawn.wide else 640), name)
    write_list()


if __name__ == "__main__":
    main()
