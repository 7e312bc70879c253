"""Tables only the TikTok Shop dialect needs: registered apps, consents, codes and tokens."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS tiktok_app (
    app_key TEXT PRIMARY KEY, app_secret TEXT NOT NULL, service_id TEXT NOT NULL,
    name TEXT NOT NULL, redirect_url TEXT NOT NULL DEFAULT '', push_url TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS tiktok_link (
    app_key TEXT NOT NULL REFERENCES tiktok_app (app_key),
    shop_id INTEGER NOT NULL REFERENCES shop (id), authorised_at INTEGER NOT NULL,
    PRIMARY KEY (app_key, shop_id)
);
CREATE TABLE IF NOT EXISTS tiktok_hook (
    app_key TEXT NOT NULL, shop_id INTEGER NOT NULL, event_type TEXT NOT NULL,
    address TEXT NOT NULL, PRIMARY KEY (app_key, shop_id, event_type)
);
CREATE TABLE IF NOT EXISTS tiktok_image (uri TEXT PRIMARY KEY, bytes INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS tiktok_product (
    item_id INTEGER PRIMARY KEY, key TEXT NOT NULL, audit_until INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS tiktok_code (
    code TEXT PRIMARY KEY, app_key TEXT NOT NULL, shop_id INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS tiktok_token (
    id INTEGER PRIMARY KEY AUTOINCREMENT, app_key TEXT NOT NULL, shop_id INTEGER NOT NULL,
    access TEXT NOT NULL UNIQUE, refresh TEXT NOT NULL UNIQUE,
    access_until INTEGER NOT NULL, refresh_until INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS tiktok_token_of_link ON tiktok_token (app_key, shop_id);
"""
