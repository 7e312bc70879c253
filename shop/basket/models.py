"""Models of the forked ``basket`` app: Oscar's, unchanged."""

from oscar.apps.basket.models import *  # noqa: F403
