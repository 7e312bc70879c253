"""Our fork of Oscar's ``customer`` app; the app label stays Oscar's."""

import oscar.apps.customer.apps as oscar_apps


class CustomerConfig(oscar_apps.CustomerConfig):
    name = "shop.customer"
