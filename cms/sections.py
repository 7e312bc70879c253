"""The sections of the front page."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms import selectors
from cms.blocks import Body, Context
from cms.choosers import CooperativePageBlock, ProductBlock
from cms.products import Cards, in_order
from shop.storefront import selectors as storefront
from shop.storefront.models import ProductCard

CHOSEN = "chosen"
RULES = [
    ("harvest", _("The week's harvest")),
    ("newest", _("Newest first")),
    (CHOSEN, _("The ones chosen below")),
]
BY_RULE: dict[str, Callable[[int], list[ProductCard]]] = {
    "harvest": storefront.harvest_of_the_week,
    "newest": storefront.newest,
}


def category_choices() -> list[tuple[str, str]]:
    """The shop's categories as they are now."""
    return [(link.slug, link.name) for link in storefront.shop_categories()]


class Section(blocks.StructBlock):
    """A section whose rows the page finds beforehand, to read all their pictures at once."""

    def find(self, value: Any, cards: Cards) -> list[Any]:
        """What the section shows at this moment; ``cards`` are those the page names."""
        raise NotImplementedError

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        """Adds ``rows``: what the page found for the section with this ``anchor``."""
        context: Context = super().get_context(value, parent_context=parent_context)
        context["rows"] = context.get("rows_of", {}).get(context.get("anchor"), [])
        return context


class CategoriesSection(Section):
    """Round pictures of the shop's categories."""

    shelves = blocks.MultipleChoiceBlock(
        label=_("Categories"),
        required=False,
        choices=category_choices,
        help_text=_("None: the first six."),
    )

    class Meta:
        icon = "grip"
        label = _("Categories")
        template = "cms/sections/categories.html"

    def find(self, value: Any, cards: Cards) -> list[Any]:
        """The chosen categories in the shop's order."""
        chosen = set(value["shelves"] or ())
        return [link for link in storefront.shop_categories() if link.slug in chosen]


class ShelfSection(Section):
    """A shelf that fills itself, or the products the editor chose."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120)
    rule = blocks.ChoiceBlock(label=_("Which products"), choices=RULES, default="harvest")
    products = blocks.ListBlock(
        ProductBlock(required=False), label=_("Products"), required=False, default=[], max_num=20
    )
    limit = blocks.IntegerBlock(
        label=_("How many"), default=10, min_value=2, max_value=20, required=True
    )

    class Meta:
        icon = "tag"
        label = _("Shelf of products")
        template = "cms/sections/shelf.html"

    def find(self, value: Any, cards: Cards) -> list[Any]:
        """The cards of this moment."""
        if value["rule"] == CHOSEN:
            return in_order(value["products"], cards)[: value["limit"]]
        return list(BY_RULE[value["rule"]](value["limit"]))


class CooperativesSection(Section):
    """Some cooperatives with their pictures."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120)
    pages = blocks.ListBlock(
        CooperativePageBlock(page_type="cms.CooperativePage", required=False),
        label=_("Cooperatives"),
        default=[],
        max_num=6,
        help_text=_("None: the three that joined last."),
    )

    class Meta:
        icon = "group"
        label = _("Cooperatives")
        template = "cms/sections/cooperatives.html"

    def find(self, value: Any, cards: Cards) -> list[Any]:
        """The chosen pages that can be seen, else the newest three."""
        chosen = [page_id for page_id in value["pages"] if page_id]
        if chosen:
            return selectors.cooperative_pages_in_order(chosen)
        return selectors.newest_cooperative_pages(limit=3)


class StepBlock(blocks.StructBlock):
    """One step of buying."""

    title = blocks.CharBlock(label=_("Heading"), max_length=80)
    text = blocks.CharBlock(label=_("Sentence"), max_length=200)


class StepsSection(blocks.StructBlock):
    """How to buy, in three steps."""

    title = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    steps = blocks.ListBlock(
        StepBlock(),
        label=_("Steps"),
        default=[],
        max_num=6,
        help_text=_("None: the shop's own three."),
    )

    class Meta:
        icon = "list-ol"
        label = _("How to buy")
        template = "cms/sections/steps.html"


class NewsSection(Section):
    """The latest news."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120)
    limit = blocks.IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=6)

    class Meta:
        icon = "doc-full"
        label = _("News")
        template = "cms/sections/news.html"

    def find(self, value: Any, cards: Cards) -> list[Any]:
        """Articles, newest first."""
        return selectors.articles(limit=value["limit"])


class HomeSections(blocks.StreamBlock):
    """What the front page may hold, in any order."""

    categories = CategoriesSection()
    shelf = ShelfSection()
    cooperatives = CooperativesSection()
    steps = StepsSection()
    news = NewsSection()
    text = Body.base_blocks["text"]
    call = Body.base_blocks["call"]
