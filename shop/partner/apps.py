"""Our fork of Oscar's ``partner`` app; the app label stays Oscar's."""

import oscar.apps.partner.apps as oscar_apps


class PartnerConfig(oscar_apps.PartnerConfig):
    name = "shop.partner"
