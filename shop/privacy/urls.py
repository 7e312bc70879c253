"""Addresses of the pages about personal data."""

from django.urls import path

# Brings the converter for the secret part of an order's address.
from shop.storefront import urls as _storefront  # noqa: F401

from . import guest_views, views

app_name = "privacy"
urlpatterns = [
    path("akun/data/privasi/", views.mine, name="mine"),
    path("akun/data/privasi/kabar/", views.promo, name="promo"),
    path("akun/data/privasi/whatsapp/", views.whatsapp, name="whatsapp"),
    path("akun/data/privasi/salinan/", views.ask_copy, name="ask_copy"),
    path("akun/data/privasi/salinan/<int:request_id>/", views.download, name="download"),
    path("akun/data/privasi/hapus/", views.erase, name="erase"),
    path("akun/data/privasi/batal/", views.call_back, name="call_back"),
    path("pesanan/<token:token>/data/", guest_views.order_data, name="order"),
]
