"""Stock is about goods. Who moved it is a key of the staff account."""

HARMLESS = {
    "stock.StockGrant.holder": "the listing of a channel that holds stock, by its number",
    "stock.StockItem.name": "name of goods",
    "stock.StockMovement.reason": "what happened to goods, in words of the staff",
}
