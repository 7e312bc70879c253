"""Adding categories, the shelves of the shop."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.models import Category
from shop.transactions import retries_contention

LONGEST_NAME = 60


class CannotAdd(Exception):
    """No shelf was added. The text is for whoever asked."""


@retries_contention
def add_shelf(*, name: str, parent_id: int | None = None) -> Category:
    """Add one shelf, below another when ``parent_id`` names one.

    Raises ``CannotAdd`` without a usable name, for a parent that is gone, and when the same shelf
    is there already.
    """
    name = " ".join(name.split())
    if not slugify(name) or len(name) > LONGEST_NAME:
        raise CannotAdd(
            _("Write a name of 1 to %(most)s letters, for example Coffee.") % {"most": LONGEST_NAME}
        )
    try:
        with transaction.atomic():
            return _add(name, parent_id)
    except IntegrityError as clash:
        # Two at once: the address or the place in the tree was taken meanwhile.
        raise CannotAdd(
            _("Somebody else added a category at this moment. Look at the list, then send again.")
        ) from clash


def _add(name: str, parent_id: int | None) -> Category:
    parent = None
    if parent_id is not None:
        parent = Category.objects.filter(pk=parent_id).first()
        if parent is None:
            raise CannotAdd(_("The category it should stand in is gone. Choose another."))
    beside = parent.get_children() if parent else Category.get_root_nodes()
    if beside.filter(name__iexact=name).exists():
        raise CannotAdd(_("This category is here already."))
    shelf = Category(name=name, slug=_free_slug(name, parent))
    return parent.add_child(instance=shelf) if parent else Category.add_root(instance=shelf)


def _free_slug(name: str, parent: Category | None) -> str:
    """Its part of the address: the name, with the parent's when another shelf has that."""
    slug = slugify(name)
    if parent and Category.objects.filter(slug=slug).exists():
        slug = f"{slug}-{parent.slug}"
    if Category.objects.filter(slug=slug).exists():
        raise CannotAdd(_("Another category is called the same. Choose another name."))
    return slug
