"""Models of the forked ``offer`` app: Oscar's, unchanged."""

from oscar.apps.offer.models import *  # noqa: F403
