"""Addresses of this room."""

app_name = "lapak_checkout"
urlpatterns: list = []
