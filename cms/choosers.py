"""The window in which staff pick a product, and blocks that keep only the id of what was picked."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser as views
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.blocks import ChooserBlock, PageChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from catalog.models import Product
from shop.accounts.selectors import cooperative_ids


def products_for(user: Any) -> QuerySet[Product]:
    """Products this person may put on a page: those of their cooperatives, without variants."""
    return (
        Product.objects.filter(partner_id__in=cooperative_ids(user))
        .exclude(structure=Product.CHILD)
        .select_related("partner", "card")
        .order_by("title")
    )


class ProductFilterForm(SearchFilterMixin, BaseFilterForm):
    """Search by words of the title, other names or the cooperative; all words must be there."""

    def filter(self, objects: QuerySet[Product]) -> QuerySet[Product]:
        """The products that hold every word."""
        self.search_query = self.cleaned_data.get("q", "")
        self.is_searching = bool(self.search_query)
        for word in self.search_query.split():
            objects = objects.filter(
                Q(title__icontains=word)
                | Q(search_words__icontains=word)
                | Q(partner__name__icontains=word)
            )
        return objects


class OnlyOwnProducts:
    """Every view of the chooser starts from the products of the person who asks."""

    request: HttpRequest
    filter_form_class = ProductFilterForm

    def get_object_list(self) -> QuerySet[Product]:
        """What may be chosen."""
        return products_for(self.request.user)

    def get_object(self, pk: Any) -> Product:
        """One product; another cooperative's does not exist."""
        try:
            return products_for(self.request.user).get(pk=pk)
        except (Product.DoesNotExist, ValueError) as error:
            raise Http404 from error

    def get_objects(self, pks: Any) -> QuerySet[Product]:
        """Several products; another cooperative's are left out."""
        return products_for(self.request.user).filter(pk__in=pks)

    @property
    def columns(self) -> list[Column]:
        """Title, then whose it is and whether it can be sold now."""
        return [
            self.title_column,  # type: ignore[attr-defined]
            Column("partner", label=_("Cooperative"), accessor="partner"),
            Column("stock", label=_("Stock"), accessor=stock_word),
        ]


def stock_word(product: Product) -> str:
    """The stock state of the product's card, or nothing when it has none."""
    card = getattr(product, "card", None)
    return card.get_stock_display() if card else ""


class ChooseView(OnlyOwnProducts, views.ChooseView):
    """The whole window."""


class ChooseResultsView(OnlyOwnProducts, views.ChooseResultsView):
    """The list inside it."""


class ChosenView(OnlyOwnProducts, views.ChosenView):
    """What was picked."""


class ChosenMultipleView(OnlyOwnProducts, views.ChosenMultipleView):
    """What was picked, several at once."""


class ProductChooserViewSet(ChooserViewSet):
    """Products of the shop."""

    model = "catalogue.Product"
    icon = "tag"
    per_page = 12
    choose_one_text = _("Choose a product")
    choose_another_text = _("Choose another product")
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView


product_chooser = ProductChooserViewSet("cms_product_chooser", url_prefix="pilih-barang")


class StoresId(ChooserBlock):
    """A chooser block whose value is the id: the page reads all rows it needs in one query."""

    def to_python(self, value: int | None) -> int | None:
        """The id as it is stored."""
        return value

    def bulk_to_python(self, values: list[int | None]) -> list[int | None]:
        """The ids as they are stored."""
        return values

    def get_prep_value(self, value: int | None) -> int | None:
        """The id."""
        return value

    def value_from_form(self, value: Any) -> int | None:
        """The form hands over a row or an id."""
        return getattr(value, "pk", value)

    def get_form_state(self, value: int | None) -> Any:
        """What the chooser shows; a row that is gone shows as nothing chosen."""
        try:
            return super().get_form_state(value)
        except ObjectDoesNotExist:
            return None

    def extract_references(self, value: int | None) -> Any:
        """Names the row for ``references.ids`` and Wagtail's usage screens."""
        if value is not None:
            yield self.model_class, str(value), "", ""


class ProductBlock(StoresId):
    """One product of the shop."""

    target_model = Product

    @property
    def widget(self) -> Any:
        """The chooser window's button."""
        return product_chooser.widget_class()

    class Meta:
        icon = "tag"
        label = _("Product")


class PhotoBlock(StoresId, ImageChooserBlock):
    """One picture."""


class CooperativePageBlock(StoresId, PageChooserBlock):
    """One cooperative's page."""
