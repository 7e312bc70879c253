"""One machine: SQLite, files on disk, ``sync_worker`` instead of a broker."""

from .base import *  # noqa: F403
