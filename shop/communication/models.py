"""Models of the forked ``communication`` app: Oscar's, unchanged."""

from oscar.apps.communication.models import *  # noqa: F403
