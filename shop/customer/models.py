"""Models of the forked ``customer`` app: Oscar's, unchanged."""

from oscar.apps.customer.models import *  # noqa: F403
