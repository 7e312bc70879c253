"""Tables of the payment gateway: merchants, payments, refunds, answers kept for a repeat."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS midtrans_merchant (
    id TEXT PRIMARY KEY, server_key TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    notification_url TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS midtrans_payment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    merchant_id TEXT NOT NULL REFERENCES midtrans_merchant (id), order_id TEXT NOT NULL,
    transaction_id TEXT NOT NULL UNIQUE, token TEXT NOT NULL UNIQUE,
    amount INTEGER NOT NULL CHECK (amount > 0), state TEXT NOT NULL DEFAULT '',
    method TEXT NOT NULL DEFAULT '', code TEXT NOT NULL DEFAULT '', title TEXT NOT NULL,
    customer TEXT NOT NULL, enabled TEXT NOT NULL, finish_url TEXT NOT NULL,
    notify_urls TEXT NOT NULL, created_at INTEGER NOT NULL, started_at INTEGER NOT NULL DEFAULT 0,
    expires_at INTEGER NOT NULL, settled_at INTEGER NOT NULL DEFAULT 0,
    refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded <= amount),
    UNIQUE (merchant_id, order_id)
);
CREATE INDEX IF NOT EXISTS midtrans_payment_due ON midtrans_payment (expires_at)
    WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS midtrans_refund (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    payment_id INTEGER NOT NULL REFERENCES midtrans_payment (id), refund_key TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0), reason TEXT NOT NULL, at INTEGER NOT NULL,
    UNIQUE (payment_id, refund_key)
);
CREATE TABLE IF NOT EXISTS midtrans_answer (
    key TEXT PRIMARY KEY, at INTEGER NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL
);
"""
