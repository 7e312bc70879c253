"""Our fork of Oscar's ``offer`` app; the app label stays Oscar's."""

import oscar.apps.offer.apps as oscar_apps


class OfferConfig(oscar_apps.OfferConfig):
    name = "shop.offer"
