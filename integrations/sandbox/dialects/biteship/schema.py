"""Tables of the courier broker: accounts, orders, and what happened on the way."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS biteship_account (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, webhook_url TEXT NOT NULL DEFAULT '',
    header_name TEXT NOT NULL DEFAULT '', header_value TEXT NOT NULL DEFAULT '',
    balance INTEGER NOT NULL DEFAULT 10000000 CHECK (balance >= 0)
);
CREATE TABLE IF NOT EXISTS biteship_order (
    id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL UNIQUE,
    tracking_code TEXT NOT NULL UNIQUE, account_key TEXT NOT NULL,
    reference TEXT NOT NULL DEFAULT '', courier TEXT NOT NULL, service TEXT NOT NULL,
    waybill TEXT NOT NULL DEFAULT '', status TEXT NOT NULL DEFAULT 'confirmed',
    price INTEGER NOT NULL, cash INTEGER NOT NULL DEFAULT 0, grams INTEGER NOT NULL,
    receiver TEXT NOT NULL, address TEXT NOT NULL, sender TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '', created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS biteship_reference ON biteship_order (account_key, reference)
    WHERE reference <> '';
CREATE TABLE IF NOT EXISTS biteship_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES biteship_order (id),
    status TEXT NOT NULL, note TEXT NOT NULL, at INTEGER NOT NULL
);
"""
