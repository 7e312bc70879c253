"""Addresses of the pages a customer with an account sees, under ``/akun/``."""

from django.urls import path

from shop.storefront.views import account, address_book

app_name = "account"
urlpatterns = [
    path("", account.overview, name="overview"),
    path("pesanan/", account.orders, name="orders"),
    path("pesanan/<str:number>/", account.order, name="order"),
    path("data/", account.profile, name="profile"),
    path("alamat/", address_book.addresses, name="addresses"),
    path("alamat/baru/", address_book.edit, name="address_new"),
    path("alamat/<int:address_id>/", address_book.edit, name="address"),
    path("alamat/<int:address_id>/utama/", address_book.default, name="address_default"),
    path("alamat/<int:address_id>/hapus/", address_book.delete, name="address_delete"),
]
