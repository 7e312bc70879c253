"""Models of the forked ``catalogue.reviews`` app: Oscar's, unchanged."""

from oscar.apps.catalogue.reviews.models import *  # noqa: F403
