"""Our fork of Oscar's ``analytics`` app; the app label stays Oscar's."""

import oscar.apps.analytics.apps as oscar_apps


class AnalyticsConfig(oscar_apps.AnalyticsConfig):
    name = "shop.analytics"
