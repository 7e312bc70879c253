"""The number a product shows. WooCommerce takes stock when an order is paid, and may go below 0;
the marketplace underneath takes it when an order is placed, and may not: this is the difference.
"""

from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import catalog
from integrations.sandbox.core.states import OrderState
from integrations.sandbox.core.store import Tx

STATUSES = ("instock", "outofstock", "onbackorder")


def facts(*, tx: Tx, variant: Row) -> dict[str, Any]:
    """What a product says about its stock."""
    row = tx.one("SELECT * FROM woo_stock WHERE variant_id = ?", variant["id"])
    if row is not None and row["is_unmanaged"]:
        return {"manage_stock": False, "stock_quantity": None, "stock_status": row["status"]}
    number = shown(tx=tx, variant=variant)
    status = "instock" if number > 0 else "outofstock"
    return {"manage_stock": True, "stock_quantity": number, "stock_status": status}


def shown(*, tx: Tx, variant: Row) -> int:
    """Units on sale as the site counts them; may be negative."""
    row = tx.one("SELECT debt FROM woo_stock WHERE variant_id = ?", variant["id"])
    debt = int(row["debt"]) if row else 0
    return int(variant["stock"]) + _pending(tx, variant["id"]) - debt


def _pending(tx: Tx, variant_id: int) -> int:
    """Units in orders that nobody has paid: taken underneath, not here."""
    row = tx.the(
        "SELECT coalesce(sum(l.quantity), 0) AS n FROM order_line l "
        "JOIN orders o ON o.id = l.order_id LEFT JOIN woo_order w ON w.order_id = o.id "
        "WHERE l.variant_id = ? AND o.state = ? AND coalesce(w.status, '') <> 'on-hold'",
        *(variant_id, OrderState.UNPAID),
    )
    return int(row["n"])


def set_quantity(*, tx: Tx, variant_id: int, quantity: int, cause: str = "api") -> None:
    """An absolute set: whoever sets it while somebody buys loses the sale's decrement."""
    wanted = quantity - _pending(tx, variant_id)
    _keep(tx, variant_id, debt=max(0, -wanted), is_unmanaged=0)
    catalog.set_stock(tx=tx, variant_id=variant_id, stock=max(0, wanted), cause=cause)


def stop_managing(*, tx: Tx, variant_id: int, status: str = "instock") -> None:
    """No number any more, only whether there is some."""
    _keep(tx, variant_id, is_unmanaged=1, status=status)


def _keep(tx: Tx, variant_id: int, **columns: Any) -> None:
    tx.run("INSERT INTO woo_stock (variant_id) VALUES (?) ON CONFLICT DO NOTHING", variant_id)
    tx.update("woo_stock", where="variant_id = ?", values=(variant_id,), **columns)
