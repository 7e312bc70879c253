"""Our fork of Oscar's ``order`` app; the app label stays Oscar's."""

import oscar.apps.order.apps as oscar_apps


class OrderConfig(oscar_apps.OrderConfig):
    name = "shop.order"

    def ready(self) -> None:
        """Listen to stock."""
        super().ready()
        from . import receivers  # noqa: F401
