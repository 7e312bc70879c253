"""Our fork of Oscar's ``address`` app; the app label stays Oscar's."""

import oscar.apps.address.apps as oscar_apps


class AddressConfig(oscar_apps.AddressConfig):
    name = "shop.address"
