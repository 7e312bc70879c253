"""Addresses of this room."""

app_name = "storefront"
urlpatterns: list = []
