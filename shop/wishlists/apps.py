"""Our fork of Oscar's ``wishlists`` app; the app label stays Oscar's."""

import oscar.apps.wishlists.apps as oscar_apps


class WishlistsConfig(oscar_apps.WishlistsConfig):
    name = "shop.wishlists"
