"""Models of the forked ``wishlists`` app: Oscar's, unchanged."""

from oscar.apps.wishlists.models import *  # noqa: F403
