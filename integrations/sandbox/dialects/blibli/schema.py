"""Tables only the Blibli dialect needs: integrators, sellers' keys, packages, quotas, the queue."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS blibli_client (
    client_id TEXT PRIMARY KEY, client_key TEXT NOT NULL, name TEXT NOT NULL,
    push_url TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS blibli_seller (
    shop_id INTEGER PRIMARY KEY REFERENCES shop (id), store_code TEXT NOT NULL UNIQUE,
    username TEXT NOT NULL, seller_key TEXT NOT NULL DEFAULT '',
    signature_key TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS blibli_package (
    id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES orders (id),
    awb TEXT NOT NULL, is_fulfilled INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS blibli_packed (
    line_id INTEGER PRIMARY KEY REFERENCES order_line (id), package_id INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS blibli_cancelled (
    line_id INTEGER PRIMARY KEY REFERENCES order_line (id), reason TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS blibli_flag (
    variant_id INTEGER PRIMARY KEY, buyable INTEGER NOT NULL, displayable INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS blibli_quota (
    key TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS blibli_quota_of_key ON blibli_quota (key, at);
CREATE TABLE IF NOT EXISTS blibli_job (
    id INTEGER PRIMARY KEY AUTOINCREMENT, shop_id INTEGER NOT NULL, queue_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL, rows TEXT NOT NULL, result TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL, due_at INTEGER
);
"""
