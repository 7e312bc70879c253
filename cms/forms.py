"""What staff may put on a page: only products, pictures and pages they could have chosen."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
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

    What the saved page already names may stay, so that an editor can correct a text around a
    picture that head office has put there.
    """

    def clean(self) -> dict[str, Any]:
        """Refuse products and pictures that belong to somebody else."""
        cleaned: dict[str, Any] = super().clean()
        self._refuse(
            self._named(cleaned, Product) - self._already_there(Product),
            products_for(self.for_user),
            _("One of the products belongs to another cooperative. Choose your own."),
        )
        image = get_image_model()
        choosable = policy_registry.get_by_type(image).instances_user_has_permission_for(
            self.for_user, "choose"
        )
        self._refuse(
            self._named(cleaned, image) - self._already_there(image),
            choosable,
            _("One of the pictures is not in your collection. Upload it or choose another one."),
        )
        self._refuse(
            self._named(cleaned, Page) - self._already_there(Page),
            pages_for(self.for_user),
            _("One of the pages is not published yet. Choose another one."),
        )
        return cleaned

    def _refuse(self, wanted: set[int], allowed: Any, message: Any) -> None:
        if wanted and allowed.filter(pk__in=wanted).count() != len(wanted):
            raise ValidationError(message)

    def _named(self, cleaned: dict[str, Any], model: Any) -> set[int]:
        """Ids of ``model`` in the posted streams and picture fields, inline rows included."""
        streams = [cleaned[name] for name in self._stream_names() if cleaned.get(name)]
        found = set(references.ids(streams, model))
        for formset in self.formsets.values():
            formset.is_valid()
        forms = [self, *(form for formset in self.formsets.values() for form in formset.forms)]
        for form in forms:
            values = getattr(form, "cleaned_data", {}).values()
            found |= {value.pk for value in values if isinstance(value, model)}
        return found

    def _already_there(self, model: Any) -> set[int]:
        """Ids of ``model`` in the newest saved version of this page."""
        if self.instance.pk is None:
            return set()
        saved = type(self.instance).objects.get(pk=self.instance.pk).get_latest_revision_as_object()
        found = set(references.ids([getattr(saved, name) for name in self._stream_names()], model))
        rows = [
            saved,
            *(
                row
                for relation in get_all_child_relations(type(saved))
                for row in getattr(saved, relation.get_accessor_name()).all()
            ),
        ]
        return found | {getattr(row, name) for row in rows for name in _columns(row, model)} - {
            None
        }

    def _stream_names(self) -> list[str]:
        return list(type(self.instance).get_streamfield_names())


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
