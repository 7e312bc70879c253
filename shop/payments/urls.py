"""Where payment providers tell us that something changed, below ``/api/``."""

from django.urls import path

from .views import notification

app_name = "payments"
urlpatterns = [path("bayar/<slug:provider>/", notification, name="notification")]
