"""Tables only the Shopee dialect needs: registered apps, links, codes and tokens."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS shopee_app (
    partner_id INTEGER PRIMARY KEY, partner_key TEXT NOT NULL, name TEXT NOT NULL,
    push_url TEXT NOT NULL DEFAULT '', is_push_enabled INTEGER NOT NULL DEFAULT 1,
    is_ip_declared INTEGER NOT NULL DEFAULT 1, push_warned_at INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS shopee_link (
    partner_id INTEGER NOT NULL REFERENCES shopee_app (partner_id),
    shop_id INTEGER NOT NULL REFERENCES shop (id), authorised_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, is_warned INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (partner_id, shop_id)
);
CREATE INDEX IF NOT EXISTS shopee_link_of_shop ON shopee_link (shop_id);
CREATE TABLE IF NOT EXISTS shopee_code (
    code TEXT PRIMARY KEY, partner_id INTEGER NOT NULL, shop_id INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS shopee_token (
    id INTEGER PRIMARY KEY AUTOINCREMENT, partner_id INTEGER NOT NULL, shop_id INTEGER NOT NULL,
    access TEXT NOT NULL UNIQUE, refresh TEXT NOT NULL UNIQUE,
    access_until INTEGER NOT NULL, refresh_until INTEGER NOT NULL,
    is_refreshed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS shopee_image (
    image_id TEXT PRIMARY KEY, partner_id INTEGER NOT NULL, bytes INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS shopee_item (item_id INTEGER PRIMARY KEY, data TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS shopee_token_of_link ON shopee_token (partner_id, shop_id);
"""
