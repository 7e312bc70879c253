"""One picture of the demo: what is shown, the camera, the words for who cannot see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from shop.demo.illustrations.studio import Part, develop, photograph

SQUARE, WIDE = 640, 1280
Build = Callable[[], list[Part]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A still life. `wide` makes a cover of 16:9, else it is a square of goods."""

    build: Build
    alt: str
    alt_en: str
    aim: tuple[float, float, float] = (0.0, 0.95, 0.0)
    eye: tuple[float, float, float] = (0.0, 2.35, 7.2)
    zoom: float = 4.3
    wide: bool = False

    def draw(self, width: int, oversample: float = 2.0) -> Image.Image:
        height = round(width / 16 * 9) if self.wide else width
        ratio = width / height
        light = photograph(
            self.build(),
            round(height * oversample),
            eye=self.eye,
            aim=self.aim,
            zoom=self.zoom,
            wide=ratio,
        )
        return develop(light, height).resize((width, height), Image.Resampling.LANCZOS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A landscape, drawn at its own size and reduced."""

    paint: Callable[[], Image.Image]
    alt: str
    alt_en: str
    wide: bool = True

    def draw(self, width: int, oversample: float = 1.0) -> Image.Image:
        picture = self.paint()
        height = round(width * picture.height / picture.width)
        return picture.resize((width, height), Image.Resampling.LANCZOS)
