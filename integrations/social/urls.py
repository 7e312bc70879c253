"""Addresses of this room, below ``/api/``."""

from django.urls import path

from integrations.social.views import webhook

app_name = "social"
urlpatterns = [
    path("webhooks/meta/", webhook, name="webhook"),
]
