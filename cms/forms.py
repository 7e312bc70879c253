"""What staff may put on a page: only products, pictures and pages they could have chosen."""

from collections.abc import Iterator
from itertools import chain, count
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404
from django.utils.text import slugify
from modelcluster.models import get_all_child_relations
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from catalog.models import Product
from cms import references
from cms.choosers import products_for


class SitePageForm(WagtailAdminPageForm):
    """Closes the gap that the choosers leave: a form can be posted without them.

    A posted id of somebody else's row answers 404, as everywhere, and before validation: a form
    that comes back with errors would show the row's title. What the newest saved version of the
    page already names may stay, so that an editor can correct a text around a picture that head
    office has put there.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self._refuse_foreign_rows()

    def clean(self) -> dict[str, Any]:
        """A slug made from the title gets a number when a neighbour has it; typed ones do not."""
        slug = self.cleaned_data.get("slug")
        if slug and slug == slugify(self.cleaned_data.get("title", ""), allow_unicode=True):
            self.cleaned_data["slug"] = self._free_slug(slug)
        cleaned: dict[str, Any] = super().clean()
        return cleaned

    def _free_slug(self, slug: str) -> str:
        """``slug``, or the first of ``slug-2``, ``slug-3``… that no other page there has."""
        candidates = chain([slug], (f"{slug}-{number}" for number in count(2)))
        return next(
            found
            for found in candidates
            if Page._slug_is_available(found, self.parent_page, self.instance)
        )

    def _refuse_foreign_rows(self) -> None:
        allowed = {
            Product: products_for,
            get_image_model(): images_for,
            Page: pages_for,
        }
        for model, rows_for in allowed.items():
            wanted = self._posted(model)
            if not wanted:
                continue
            strange = wanted - self._already_there(model)
            known = rows_for(self.for_user).filter(pk__in=strange)
            # A row that is gone is for validation to report, in words.
            gone = len(strange) - model._default_manager.filter(pk__in=strange).count()
            if known.count() + gone != len(strange):
                raise Http404

    def _posted(self, model: type[Model]) -> set[int]:
        """Ids of ``model`` in the posted streams and choices, inline rows included."""
        found = set(references.ids(self._posted_streams(), model))
        for form in (self, *(row for formset in self.formsets.values() for row in formset.forms)):
            for name, field in form.fields.items():
                if isinstance(field, ModelChoiceField) and issubclass(field.queryset.model, model):
                    value = str(form.data.get(form.add_prefix(name), ""))
                    # Longer ones are no keys: the form's own check refuses them.
                    found |= {int(value)} if value.isdecimal() and len(value) < 19 else set()
        return found

    def _posted_streams(self) -> Iterator[Any]:
        for name in self._stream_names():
            field = self.fields.get(name)
            if field is not None:
                yield field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))

    def _already_there(self, model: type[Model]) -> set[int]:
        """Ids of ``model`` in the newest saved version of this page."""
        if self.instance.pk is None:
            return set()
        saved = type(self.instance).objects.get(pk=self.instance.pk).get_latest_revision_as_object()
        found = set(references.ids([getattr(saved, name) for name in self._stream_names()], model))
        inline = (
            row
            for relation in get_all_child_relations(type(saved))
            for row in getattr(saved, relation.get_accessor_name()).all()
        )
        columns = (getattr(row, name) for row in (saved, *inline) for name in _columns(row, model))
        return found | {value for value in columns if value is not None}

    def _stream_names(self) -> list[str]:
        return list(type(self.instance).get_streamfield_names())


def images_for(user: Any) -> QuerySet[Any]:
    """Pictures this person may put on a page."""
    policy = policy_registry.get_by_type(get_image_model())
    return policy.instances_user_has_permission_for(user, "choose")


def pages_for(user: Any) -> QuerySet[Page]:
    """Pages this person may refer to: what everyone can read, and their own drafts."""
    return Page.objects.filter(readable_by(user))


def readable_by(user: Any) -> Q:
    """The condition of ``pages_for``, for querysets of pages that exist already."""
    own = policy_registry.get_by_type(Page).explorable_instances(user)
    return Q(live=True) | Q(pk__in=own.values("pk"))


def _columns(row: Any, model: type[Model]) -> list[str]:
    """Names of the row's columns that hold the id of a ``model``."""
    return [
        field.attname
        for field in row._meta.fields
        if field.related_model and issubclass(field.related_model, model) and not field.primary_key
    ]
