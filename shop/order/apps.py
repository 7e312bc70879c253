"""Our fork of Oscar's ``order`` app; the app label stays Oscar's."""

import oscar.apps.order.apps as oscar_apps


class OrderConfig(oscar_apps.OrderConfig):
    name = "shop.order"
