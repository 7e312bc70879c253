"""Cooperatives are organisations: what is written about them is meant to be read."""

HARMLESS = {
    "partner.Partner.*": "a cooperative's own name, address, number and account",
    "partner.PartnerAddress.*": "a cooperative's address; not written",
    "partner.StockRecord.*": "goods and prices",
}
