"""Tables of the neutral marketplace. Money is whole rupiah, time is Unix seconds (UTC)."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS seeded (id INTEGER PRIMARY KEY, data TEXT NOT NULL UNIQUE);

CREATE TABLE IF NOT EXISTS shop (
    id INTEGER PRIMARY KEY, dialect TEXT NOT NULL, username TEXT NOT NULL, name TEXT NOT NULL,
    owner TEXT NOT NULL, phone TEXT NOT NULL, address TEXT NOT NULL, district TEXT NOT NULL,
    city TEXT NOT NULL, province TEXT NOT NULL, zipcode TEXT NOT NULL, created_at INTEGER NOT NULL,
    UNIQUE (dialect, username)
);
CREATE TABLE IF NOT EXISTS item (
    id INTEGER PRIMARY KEY, shop_id INTEGER NOT NULL REFERENCES shop (id),
    seller_sku TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL, image TEXT NOT NULL,
    category_id INTEGER NOT NULL, weight_grams INTEGER NOT NULL, status TEXT NOT NULL,
    has_variants INTEGER NOT NULL, tiers TEXT NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS item_of_shop ON item (shop_id, status, id);
CREATE TABLE IF NOT EXISTS variant (
    id INTEGER PRIMARY KEY, item_id INTEGER NOT NULL REFERENCES item (id),
    position INTEGER NOT NULL, options TEXT NOT NULL, seller_sku TEXT NOT NULL,
    price INTEGER NOT NULL CHECK (price > 0), stock INTEGER NOT NULL CHECK (stock >= 0),
    reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0 AND reserved <= stock),
    promotion_id INTEGER NOT NULL DEFAULT 0, promotion_price INTEGER NOT NULL DEFAULT 0,
    sold INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL DEFAULT 'normal'
);
CREATE INDEX IF NOT EXISTS variant_of_item ON variant (item_id, position);
CREATE TABLE IF NOT EXISTS stock_change (
    id INTEGER PRIMARY KEY, variant_id INTEGER NOT NULL, wall REAL NOT NULL,
    before INTEGER NOT NULL, after INTEGER NOT NULL, cause TEXT NOT NULL, ref TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS stock_change_of_variant ON stock_change (variant_id, id);

CREATE TABLE IF NOT EXISTS buyer (
    id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, name TEXT NOT NULL, phone TEXT NOT NULL,
    address TEXT NOT NULL, district TEXT NOT NULL, city TEXT NOT NULL, province TEXT NOT NULL,
    zipcode TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY, sn TEXT NOT NULL UNIQUE, shop_id INTEGER NOT NULL REFERENCES shop (id),
    buyer_id INTEGER NOT NULL REFERENCES buyer (id), state TEXT NOT NULL,
    state_before_cancel TEXT NOT NULL DEFAULT '', cod INTEGER NOT NULL,
    message TEXT NOT NULL, payment_method TEXT NOT NULL, shipping_fee INTEGER NOT NULL,
    days_to_ship INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    paid_at INTEGER NOT NULL DEFAULT 0, ship_by INTEGER NOT NULL DEFAULT 0,
    picked_up_at INTEGER NOT NULL DEFAULT 0, completed_at INTEGER NOT NULL DEFAULT 0,
    cancel_by TEXT NOT NULL DEFAULT '', cancel_reason TEXT NOT NULL DEFAULT '',
    buyer_cancel_reason TEXT NOT NULL DEFAULT '', due_at INTEGER
);
CREATE INDEX IF NOT EXISTS orders_by_update ON orders (shop_id, updated_at, id);
CREATE INDEX IF NOT EXISTS orders_by_create ON orders (shop_id, created_at, id);
CREATE INDEX IF NOT EXISTS orders_due ON orders (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS orders_of_buyer ON orders (buyer_id, id);
CREATE TABLE IF NOT EXISTS order_line (
    id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders (id),
    item_id INTEGER NOT NULL, variant_id INTEGER NOT NULL, has_variants INTEGER NOT NULL,
    item_name TEXT NOT NULL, item_sku TEXT NOT NULL, variant_name TEXT NOT NULL,
    variant_sku TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity > 0),
    original_price INTEGER NOT NULL, price INTEGER NOT NULL, promotion_id INTEGER NOT NULL,
    weight_grams INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS line_of_order ON order_line (order_id, id);
CREATE TABLE IF NOT EXISTS parcel (
    id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders (id),
    number TEXT NOT NULL UNIQUE, state TEXT NOT NULL, carrier TEXT NOT NULL,
    method TEXT NOT NULL DEFAULT '', tracking_number TEXT NOT NULL DEFAULT '',
    due_at INTEGER, updated_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS parcel_of_order ON parcel (order_id);
CREATE INDEX IF NOT EXISTS parcel_due ON parcel (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS document (
    id INTEGER PRIMARY KEY, parcel_id INTEGER NOT NULL REFERENCES parcel (id), kind TEXT NOT NULL,
    state TEXT NOT NULL, due_at INTEGER, UNIQUE (parcel_id, kind)
);
CREATE INDEX IF NOT EXISTS document_due ON document (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, shop_id INTEGER NOT NULL, kind TEXT NOT NULL,
    at INTEGER NOT NULL, data TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS push (
    id INTEGER PRIMARY KEY AUTOINCREMENT, dialect TEXT NOT NULL, app_id TEXT NOT NULL,
    shop_id INTEGER NOT NULL, code TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL, created_at INTEGER NOT NULL,
    tried_at INTEGER NOT NULL DEFAULT 0, bad_signature INTEGER NOT NULL DEFAULT 0,
    behind INTEGER NOT NULL DEFAULT 0, result TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS push_waiting ON push (next_at, id) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS push_of_app ON push (dialect, app_id, state, id);
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, dialect TEXT NOT NULL,
    shop_id INTEGER NOT NULL, path TEXT NOT NULL, probability REAL NOT NULL,
    remaining INTEGER, until INTEGER, params TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0, hits INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY AUTOINCREMENT, dialect TEXT NOT NULL, shop_id INTEGER NOT NULL,
    method TEXT NOT NULL, path TEXT NOT NULL, wall REAL NOT NULL, at INTEGER NOT NULL,
    ms REAL NOT NULL, status INTEGER NOT NULL, error TEXT NOT NULL, fault TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS call_of_shop ON call (shop_id, id);
"""
