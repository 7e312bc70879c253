"""Our fork of Oscar's ``search`` app; the app label stays Oscar's."""

import oscar.apps.search.apps as oscar_apps


class SearchConfig(oscar_apps.SearchConfig):
    name = "shop.search"
