"""The neutral marketplace: shops, items, stock, buyers, orders, parcels. No dialect's words."""
