"""One machine: SQLite, files on disk, ``sync_worker`` instead of a broker."""

from .base import *
