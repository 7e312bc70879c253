"""Tables of the networks: apps, accounts, posts, containers, templates, messages, files."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS social_app (
    id TEXT PRIMARY KEY, secret TEXT NOT NULL, verify_token TEXT NOT NULL DEFAULT '',
    webhook_url TEXT NOT NULL DEFAULT '', needs_proof INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS social_account (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, handle TEXT NOT NULL DEFAULT '',
    token TEXT NOT NULL, app_id TEXT NOT NULL DEFAULT '', expires_at INTEGER NOT NULL DEFAULT 0,
    daily_limit INTEGER NOT NULL DEFAULT 50
);
CREATE TABLE IF NOT EXISTS social_post (
    id INTEGER PRIMARY KEY AUTOINCREMENT, network TEXT NOT NULL, account_id TEXT NOT NULL,
    external_id TEXT NOT NULL, text TEXT NOT NULL, link TEXT NOT NULL DEFAULT '',
    pictures TEXT NOT NULL DEFAULT '[]', album TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL, deleted_at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (network, account_id, external_id)
);
CREATE TABLE IF NOT EXISTS social_photo (
    id TEXT PRIMARY KEY, account_id TEXT NOT NULL, picture TEXT NOT NULL, used_in TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS social_container (
    id TEXT PRIMARY KEY, account_id TEXT NOT NULL, kind TEXT NOT NULL, pictures TEXT NOT NULL,
    caption TEXT NOT NULL, at INTEGER NOT NULL, ready_at INTEGER NOT NULL,
    media_id TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS social_template (
    name TEXT NOT NULL, language TEXT NOT NULL, category TEXT NOT NULL, body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'APPROVED', PRIMARY KEY (name, language)
);
CREATE TABLE IF NOT EXISTS social_message (
    id TEXT PRIMARY KEY, phone_id TEXT NOT NULL, number TEXT NOT NULL, direction TEXT NOT NULL,
    template TEXT NOT NULL DEFAULT '', text TEXT NOT NULL, status TEXT NOT NULL,
    at INTEGER NOT NULL, delivers_at INTEGER NOT NULL DEFAULT 0,
    mark TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS social_absent (number TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS social_file (
    id TEXT PRIMARY KEY, mimetype TEXT NOT NULL, body BLOB NOT NULL
);
"""
