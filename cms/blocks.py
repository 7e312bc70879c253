"""The pieces pages are made of. Products and pictures are kept by id and shown as they are now."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms import tables
from cms.choosers import PhotoBlock, ProductBlock
from cms.links import check_address
from cms.products import in_order

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul"]
Context = dict[str, Any]


class PictureBlock(blocks.StructBlock):
    """A picture between the paragraphs."""

    photo = PhotoBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=255)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/picture.html"

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        """Adds ``photo``, or nothing when it was deleted."""
        context: Context = super().get_context(value, parent_context=parent_context)
        context["photo"] = context.get("photos", {}).get(value["photo"])
        return context


class QuoteBlock(blocks.StructBlock):
    """What somebody said."""

    text = blocks.TextBlock(label=_("Words"), max_length=600, rows=3)
    source = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "cms/blocks/quote.html"


class SingleProductBlock(blocks.StructBlock):
    """One product beside the text, with its price and stock of this moment."""

    product = ProductBlock()

    class Meta:
        icon = "tag"
        label = _("Product")
        template = "cms/blocks/product.html"

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        """Adds ``card``, or nothing when the product is gone or hidden."""
        context: Context = super().get_context(value, parent_context=parent_context)
        context["card"] = context.get("cards", {}).get(value["product"])
        return context


class ChosenShelfBlock(blocks.StructBlock):
    """Several products next to each other, in the order the editor gave."""

    title = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    products = blocks.ListBlock(ProductBlock(), label=_("Products"), min_num=1, max_num=12)

    class Meta:
        icon = "list-ul"
        label = _("Shelf of products")
        template = "cms/blocks/shelf.html"

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        """Adds ``shelf``: the cards that can be shown."""
        context: Context = super().get_context(value, parent_context=parent_context)
        context["shelf"] = in_order(value["products"], context.get("cards", {}))
        return context


class CallBlock(blocks.StructBlock):
    """One clear next step."""

    text = blocks.CharBlock(label=_("Sentence"), required=False, max_length=255)
    button = blocks.CharBlock(label=_("Words on the button"), max_length=60)
    address = blocks.CharBlock(
        label=_("Address"),
        max_length=255,
        help_text=_("An address of this site (/produk/) or a full one (https://…)."),
    )

    class Meta:
        icon = "arrow-right"
        label = _("Call to action")
        template = "cms/blocks/call.html"

    def clean(self, value: Any) -> Any:
        """Only addresses a browser may follow from a page."""
        cleaned = super().clean(value)
        try:
            check_address(cleaned["address"])
        except ValidationError as error:
            raise blocks.StructBlockValidationError(block_errors={"address": error}) from error
        return cleaned


class TableBlock(blocks.StructBlock):
    """Rows and columns, pasted from a spreadsheet."""

    title = blocks.CharBlock(label=_("What the table shows"), max_length=120)
    rows = blocks.TextBlock(
        label=_("Rows"),
        rows=6,
        help_text=_(
            "One row a line, columns apart by | (or paste from a spreadsheet). "
            "The first row holds the headings."
        ),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "cms/blocks/table.html"

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        """Adds the parsed ``table``."""
        context: Context = super().get_context(value, parent_context=parent_context)
        context["table"] = tables.parse(value["rows"])
        return context


class Body(blocks.StreamBlock):
    """The text of an article or a plain page."""

    text = blocks.RichTextBlock(
        label=_("Text"), features=TEXT_FEATURES, icon="pilcrow", template="cms/blocks/text.html"
    )
    picture = PictureBlock()
    quote = QuoteBlock()
    product = SingleProductBlock()
    shelf = ChosenShelfBlock()
    call = CallBlock()
    table = TableBlock()
