"""Our fork of Oscar's ``catalogue`` app; the app label stays Oscar's."""

import oscar.apps.catalogue.apps as oscar_apps


class CatalogueConfig(oscar_apps.CatalogueConfig):
    name = "catalog"
