"""Models of the forked ``voucher`` app: Oscar's, unchanged."""

from oscar.apps.voucher.models import *  # noqa: F403
