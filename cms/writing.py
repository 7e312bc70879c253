"""Writing pages from code: set-up and demo make and refresh pages without touching others."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wagtail.models import Page

# A fixed namespace, so that the same text gives the same block ids and is not "a change".
NAMESPACE = uuid.UUID("6d7c7c0e-5b7e-4f0a-9a55-6b1a4e0f8c11")
Block = tuple[str, Any]


def stream(key: str, blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Raw StreamField content with ids that depend only on ``key`` and the order."""
    return [
        {"type": kind, "value": value, "id": str(uuid.uuid5(NAMESPACE, f"{key}:{at}"))}
        for at, (kind, value) in enumerate(blocks)
    ]


def items(key: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    """Raw ListBlock content with stable ids."""
    return [
        {"type": "item", "value": value, "id": str(uuid.uuid5(NAMESPACE, f"{key}:item:{at}"))}
        for at, value in enumerate(values)
    ]


def put(
    *,
    parent: Page,
    model: type[Page],
    slug: str,
    title: str,
    fields: Mapping[str, Any],
    keep: bool = False,
) -> Any:
    """Make the page ``slug`` below ``parent``, or bring it up to date, and publish it.

    A page that already says the same is left alone. With ``keep`` an existing page is left alone
    whatever it says. The address is taken within this parent only.
    """
    page = model.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = model(title=title, slug=slug, **fields)
        parent.add_child(instance=page)
        page.save_revision().publish()
        return page
    if not keep:
        update(page, {"title": title, **fields})
    return page


def update(page: Page, fields: Mapping[str, Any]) -> None:
    """Publish the page with these fields, unless it says the same already."""
    if not _differs(page, fields):
        return
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def _differs(page: Page, wanted: Mapping[str, Any]) -> bool:
    return any(_stored(page, name) != _comparable(value) for name, value in wanted.items())


def _stored(page: Page, name: str) -> Any:
    value = getattr(page, name)
    return list(value.raw_data) if hasattr(value, "raw_data") else _comparable(value)


def _comparable(value: Any) -> Any:
    return getattr(value, "pk", value)
