"""Addresses of this room, below ``/api/``."""

from django.urls import path

from integrations.sync.views import webhook

app_name = "sync"
urlpatterns = [
    path("webhooks/<slug:channel>/", webhook, name="webhook"),
]
