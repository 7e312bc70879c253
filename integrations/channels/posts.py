"""A post on a social channel."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Text, link and pictures to be posted.

    `marker` is a short text that ends up in the post, by which a post whose answer was lost is
    found again.
    """

    text: str
    marker: str
    link: str = ""
    image_urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A post that stands."""

    external_id: str
    url: str = ""
