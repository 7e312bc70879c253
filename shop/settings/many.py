"""Several machines: as on one, with the cache in Redis so that all processes share it."""

from .base import *
from .base import env

REDIS = {
    "BACKEND": "shop.forgiving_cache.ForgivingRedisCache",
    "LOCATION": env("REDIS_URL", default="redis://127.0.0.1:6379/0"),
    "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 2},
}
CACHES = {"default": REDIS, "pages": {**REDIS, "KEY_PREFIX": "pages"}}
