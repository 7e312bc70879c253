"""Our fork of Oscar's ``payment`` app; the app label stays Oscar's."""

import oscar.apps.payment.apps as oscar_apps


class PaymentConfig(oscar_apps.PaymentConfig):
    name = "shop.payments"

    def ready(self) -> None:
        """Asking providers and sending money back goes through the outbox."""
        super().ready()
        from shop.outbox.registry import register

        from . import far

        register(far.CHECK, far.deliver_check)
        register(far.CLOSE, far.deliver_close)
        register(far.REFUND, far.deliver_refund, look_up=far.look_up_refund)
