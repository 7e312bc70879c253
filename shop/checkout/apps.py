"""Our fork of Oscar's ``checkout`` app; the app label stays Oscar's."""

import oscar.apps.checkout.apps as oscar_apps


class CheckoutConfig(oscar_apps.CheckoutConfig):
    name = "shop.checkout"
