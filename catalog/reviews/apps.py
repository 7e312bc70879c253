"""Our fork of Oscar's ``catalogue.reviews`` app; the app label stays Oscar's."""

import oscar.apps.catalogue.reviews.apps as oscar_apps


class CatalogueReviewsConfig(oscar_apps.CatalogueReviewsConfig):
    name = "catalog.reviews"
