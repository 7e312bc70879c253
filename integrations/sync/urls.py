"""Addresses of this room."""

app_name = "sync"
urlpatterns: list = []
