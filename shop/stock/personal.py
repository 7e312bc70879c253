"""Stock is about goods. Who moved it is a key of the staff account."""

HARMLESS = {
    "stock.StockItem.name": "name of goods",
    "stock.StockMovement.reason": "what happened to goods, in words of the staff",
}
