"""Our fork of Oscar's ``communication`` app; the app label stays Oscar's."""

import oscar.apps.communication.apps as oscar_apps


class CommunicationConfig(oscar_apps.CommunicationConfig):
    name = "shop.communication"
