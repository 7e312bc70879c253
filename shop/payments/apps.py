"""Our fork of Oscar's ``payment`` app; the app label stays Oscar's."""

import oscar.apps.payment.apps as oscar_apps


class PaymentConfig(oscar_apps.PaymentConfig):
    name = "shop.payments"
