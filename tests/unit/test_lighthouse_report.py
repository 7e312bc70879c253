"""What the page of numbers says about Lighthouse: one failed audit is meant, every other shows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bench.lighthouse import ROBOTS, failed, seo_open, surprises
from tests.bench.report import _robots


def report(**scores: float | None) -> dict[str, Any]:
    """Lighthouse's answer with these SEO audits, robots weighing more than the others."""
    audits = {name.replace("_", "-"): score for name, score in scores.items()}
    return {
        "audits": {
            name: {"score": score, "scoreDisplayMode": "binary"} for name, score in audits.items()
        },
        "categories": {
            "seo": {
                "auditRefs": [
                    {"id": name, "weight": 4.6 if name == ROBOTS else 1.0} for name in audits
                ]
            }
        },
    }


def page(*audits: str, seo: int = 100) -> dict[str, Any]:
    return {"failed": list(audits), "seo_open": seo}


def test_the_score_without_robots_counts_every_other_audit() -> None:
    assert seo_open(report(is_crawlable=0, document_title=1, hreflang=None)) == 1
    assert seo_open(report(is_crawlable=0, document_title=1, meta_description=0)) == 0.5
    assert failed(report(is_crawlable=0, document_title=1, hreflang=None)) == {ROBOTS}


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ({"list": page(), "basket": page(ROBOTS), "checkout": page(ROBOTS)}, []),
        ({"list": page(ROBOTS)}, ["list fails `is-crawlable`"]),
        ({"basket": page(ROBOTS, "hreflang")}, ["basket fails `hreflang`"]),
        ({"basket": page()}, ["basket lets robots in"]),
    ],
)
def test_what_nobody_meant_is_said(pages: dict[str, Any], said: list[str]) -> None:
    assert surprises(pages) == said


def test_the_page_explains_the_low_score_or_names_the_fault() -> None:
    good = _robots({"basket": page(ROBOTS), "checkout": page(ROBOTS)})
    assert "without that audit: basket 100 and checkout 100" in good
    assert "Nothing else fails" in good
    assert "**Not meant: article fails `image-alt`.**" in _robots({"article": page("image-alt")})
