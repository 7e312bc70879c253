"""Tables only the Lazada dialect needs: apps, links, codes, tokens, and what was packed."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS lazada_app (
    app_key TEXT PRIMARY KEY, app_secret TEXT NOT NULL, name TEXT NOT NULL,
    push_url TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS lazada_link (
    app_key TEXT NOT NULL REFERENCES lazada_app (app_key),
    shop_id INTEGER NOT NULL REFERENCES shop (id), refresh_until INTEGER NOT NULL,
    warned_at INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (app_key, shop_id)
);
CREATE TABLE IF NOT EXISTS lazada_code (
    code TEXT PRIMARY KEY, app_key TEXT NOT NULL, shop_id INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS lazada_token (
    id INTEGER PRIMARY KEY AUTOINCREMENT, app_key TEXT NOT NULL, shop_id INTEGER NOT NULL,
    access TEXT NOT NULL UNIQUE, refresh TEXT NOT NULL UNIQUE, access_until INTEGER NOT NULL,
    is_dead INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS lazada_packed (
    order_id INTEGER PRIMARY KEY REFERENCES orders (id), tracking_number TEXT NOT NULL
);
"""
