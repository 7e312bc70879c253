"""Our fork of Oscar's ``shipping`` app; the app label stays Oscar's."""

import oscar.apps.shipping.apps as oscar_apps


class ShippingConfig(oscar_apps.ShippingConfig):
    name = "shop.shipping"
