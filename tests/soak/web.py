"""The shop's own WSGI application with the soak's times, and a planted bug when there is one."""

from shop.wsgi import application
from tests.soak import hurry, plants

hurry.apply()
plants.in_process()

__all__ = ["application"]
