"""The pages a buyer sees: home shelf, category, product, search, cooperative list."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class StorefrontConfig(AppConfig):
    name = "shop.storefront"
    label = "storefront"
    verbose_name = _("Storefront")

    def ready(self) -> None:
        """Connect the receivers that keep cards and menus true."""
        from allauth.account.signals import email_confirmed

        from catalog.models import Category, Permit, Product, ProductCategory
        from catalog.signals import products_changed
        from shop.offer.models import FreeShippingRule
        from shop.partner.models import Partner, StockRecord
        from shop.partner.signals import offer_changed
        from shop.shipping.signals import rates_changed
        from shop.stock.signals import availability_changed
        from shop.storefront import afterwards, free_labels, page_versions, receivers, selectors
        from shop.storefront.models import ProductCard

        request_started.connect(afterwards.request_started, dispatch_uid="afterwards.begin")
        request_finished.connect(afterwards.request_finished, dispatch_uid="afterwards.end")
        availability_changed.connect(receivers.stock_changed, dispatch_uid="cards.stock")
        offer_changed.connect(receivers.offers_changed, dispatch_uid="cards.offer")
        rates_changed.connect(page_versions.rates_changed, dispatch_uid="page_versions.rates")
        products_changed.connect(receivers.products_changed, dispatch_uid="cards.products")
        post_save.connect(receivers.product_saved, sender=Product, dispatch_uid="cards.product")
        post_save.connect(receivers.cooperative_saved, sender=Partner, dispatch_uid="cards.partner")
        user_logged_in.connect(receivers.customer_logged_in, dispatch_uid="basket.login")
        for signal in (user_logged_in, email_confirmed):
            signal.connect(receivers.owner_proven, dispatch_uid="orders.claim")
        for part in (ProductCategory, StockRecord, Permit):
            for signal in (post_save, post_delete):
                signal.connect(receivers.part_saved, sender=part, dispatch_uid=f"cards.{part}")
        for signal in (post_save, post_delete):
            signal.connect(
                free_labels.rule_written, sender=FreeShippingRule, dispatch_uid="cards.free"
            )
        post_delete.connect(receivers.card_deleted, sender=ProductCard, dispatch_uid="cards.gone")
        for signal in (post_save, post_delete):
            signal.connect(
                selectors.forget_categories, sender=Category, dispatch_uid="cards.categories"
            )
        for signal in (post_save, post_delete):
            signal.connect(page_versions.row_written, dispatch_uid="page_versions.row_written")
