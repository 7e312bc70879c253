"""What a call may do to products and variations, one by one or a hundred at once."""

import re
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import catalog, events, selectors
from integrations.sandbox.core.records import BadInput, MarketError
from integrations.sandbox.core.states import ItemState
from integrations.sandbox.dialects.woocommerce import publishing, stock
from integrations.sandbox.dialects.woocommerce.call import (
    Answer,
    Call,
    RestError,
    batch_rows,
    invalid,
    run_batch,
)
from integrations.sandbox.dialects.woocommerce.products import (
    find_item,
    id_of,
    item_facts,
    no_id,
    parent_of,
    variation_facts,
    variation_of,
    with_sku,
)

CHANGED = "woo_product_changed"
_STATES = {
    "publish": ItemState.NORMAL,
    "draft": ItemState.UNLISTED,
    "pending": ItemState.UNLISTED,
    "private": ItemState.BANNED,
}
_MONEY = re.compile(r"\d+(\.\d+)?")


def change_one(call: Call) -> Answer:
    """`PUT /products/<id>`."""
    return Answer(data=_change(call, {**call.body, "id": call.parts[0]}))


def change_many(call: Call) -> Answer:
    """`POST /products/batch`."""
    verbs = {"create": _create, "update": _change, "delete": _delete}
    return run_batch(call, batch_rows(call), verbs)


def change_variation(call: Call) -> Answer:
    """`PUT /products/<id>/variations/<id>`."""
    return Answer(data=_change_variation(call, {**call.body, "id": call.parts[1]}))


def change_variations(call: Call) -> Answer:
    """`POST /products/<id>/variations/batch`; variations are not deleted here."""
    verbs = {"create": _create_variation, "update": _change_variation, "delete": _no_way}
    return run_batch(call, batch_rows(call), verbs)


def _no_way(call: Call, element: Any) -> dict[str, Any]:
    raise RestError("rest_no_route", "Not in this sandbox.", status=404)


def _change(call: Call, element: Mapping[str, Any]) -> dict[str, Any]:
    item = find_item(call.tx, call.shop_id, id_of(element.get("id")))
    if item is None:
        raise no_id()
    variants = selectors.variants_of(tx=call.tx, item_id=item["id"])
    _describe(call, item, element)
    if not item["has_variants"]:
        _set_sku(call, item, variants[0], element)
        _set_numbers(call, variants[0], element)
    touched = _touched(call, item["id"])
    return item_facts(call.tx, touched, call.site_url, call.pages_url)


def _change_variation(call: Call, element: Mapping[str, Any]) -> dict[str, Any]:
    item = parent_of(call)
    variant = variation_of(call, item, element.get("id"))
    _set_sku(call, item, variant, element)
    _set_numbers(call, variant, element)
    touched = _touched(call, item["id"], variant["id"])
    again = call.tx.the("SELECT * FROM variant WHERE id = ?", variant["id"])
    return variation_facts(call.tx, touched, again, call.site_url, call.pages_url)


def create_variation(call: Call) -> Answer:
    """`POST /products/<id>/variations`."""
    return Answer(data=_create_variation(call, call.body), status=201)


def _create_variation(call: Call, element: Mapping[str, Any]) -> dict[str, Any]:
    item = parent_of(call)
    price, sku = _price(element, "regular_price"), str(element.get("sku", ""))
    _refuse_taken(call, sku)
    told = {"attributes": [], **element}
    variant = publishing.add_variation(call, item, told, sku=sku, price=price or 1)
    return _change_variation(call, {**element, "id": variant["id"]})


def _touched(call: Call, item_id: int, variant_id: int = 0) -> Row:
    call.tx.run("UPDATE item SET updated_at = ? WHERE id = ?", call.tx.now, item_id)
    number = variant_id or item_id
    events.emit(tx=call.tx, shop_id=call.shop_id, kind=CHANGED, number=number)
    return call.tx.the("SELECT * FROM item WHERE id = ?", item_id)


def _describe(call: Call, item: Row, element: Mapping[str, Any]) -> None:
    for column in ("name", "description"):
        if column in element:
            told = str(element[column])
            call.tx.update("item", where="id = ?", values=(item["id"],), **{column: told})
    publishing.describe(call, item["id"], element)
    status = element.get("status")
    if status is not None:
        if status not in _STATES:
            raise invalid("status", f"status is not one of {', '.join(_STATES)}.")
        catalog.set_status(tx=call.tx, item_id=item["id"], status=_STATES[status])


def _set_sku(call: Call, item: Row, variant: Row, element: Mapping[str, Any]) -> None:
    if "sku" not in element:
        return
    sku = str(element["sku"])
    own = variant["id"] if item["has_variants"] else item["id"]
    taken = [row for row in with_sku(call, [sku]) if sku and row["id"] != own]
    if taken:
        raise RestError(
            "product_invalid_sku",
            "Invalid or duplicated SKU.",
            resource_id=taken[0]["id"],
            unique_sku=f"{sku}-1",
        )
    call.tx.run("UPDATE variant SET seller_sku = ? WHERE id = ?", sku, variant["id"])
    if not item["has_variants"]:
        call.tx.run("UPDATE item SET seller_sku = ? WHERE id = ?", sku, item["id"])


def _set_numbers(call: Call, variant: Row, element: Mapping[str, Any]) -> None:
    regular, sale = _price(element, "regular_price"), _price(element, "sale_price")
    quantity = _quantity(element)
    if regular:
        call.tx.run("UPDATE variant SET price = ? WHERE id = ?", regular, variant["id"])
    if sale is not None:
        _set_sale(call, variant["id"], sale)
    if element.get("manage_stock") is False:
        status = str(element.get("stock_status", "instock"))
        stock.stop_managing(tx=call.tx, variant_id=variant["id"], status=status)
    elif quantity is not None or element.get("manage_stock") is True:
        stock.set_quantity(tx=call.tx, variant_id=variant["id"], quantity=quantity or 0)


def _price(element: Mapping[str, Any], name: str) -> int | None:
    """An amount that came as text; "" is 0, what is not told None."""
    if name not in element:
        return None
    value = element[name]
    if not isinstance(value, str):
        raise invalid(name, f"{name} is not of type string.")
    if value and not _MONEY.fullmatch(value):
        raise invalid(name, f"{name} is not an amount.")
    return round(float(value or 0))


def _quantity(element: Mapping[str, Any]) -> int | None:
    value = element.get("stock_quantity")
    if value is None:
        return None
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,9}", text):
        raise invalid("stock_quantity", "stock_quantity is not of type integer.")
    return int(text)


def _set_sale(call: Call, variant_id: int, sale: int) -> None:
    catalog.end_promotion(tx=call.tx, variant_id=variant_id)
    if not sale:
        return
    try:
        catalog.start_promotion(tx=call.tx, variant_id=variant_id, reserved=0, price=sale)
    except MarketError as refusal:
        raise invalid("sale_price", str(refusal)) from None


def create_one(call: Call) -> Answer:
    """`POST /products`: a simple product, or one that is to have variations."""
    return Answer(data=_create(call, call.body), status=201)


def _create(call: Call, element: Mapping[str, Any]) -> dict[str, Any]:
    price, sku = _price(element, "regular_price"), str(element.get("sku", ""))
    _refuse_taken(call, sku)
    try:
        variant = catalog.NewVariant(seller_sku=sku, price=price or 1, stock=0)
        new = catalog.NewItem(
            name=str(element.get("name", "")),
            seller_sku=sku,
            variants=(variant,),
            description=str(element.get("description", "")),
        )
    except BadInput as refusal:
        raise invalid("name", str(refusal)) from None
    item_id = catalog.add_item(tx=call.tx, shop_id=call.shop_id, item=new)
    facts = {key: value for key, value in element.items() if key not in ("sku", "id")}
    return _change(call, {**facts, "id": item_id})


def _refuse_taken(call: Call, sku: str) -> None:
    if sku and (taken := with_sku(call, [sku])):
        message = "Invalid or duplicated SKU."
        raise RestError(
            "product_invalid_sku", message, resource_id=taken[0]["id"], unique_sku=f"{sku}-1"
        )


def delete_one(call: Call) -> Answer:
    """`DELETE /products/<id>`."""
    return Answer(data=_delete(call, call.parts[0]))


def _delete(call: Call, number: Any) -> dict[str, Any]:
    item = find_item(call.tx, call.shop_id, id_of(number))
    if item is None:
        raise no_id(status=404)
    facts = item_facts(call.tx, item, call.site_url, call.pages_url)
    catalog.set_status(tx=call.tx, item_id=item["id"], status=ItemState.DELETED)
    return facts
