"""Where couriers tell us that something changed, below ``/api/``."""

from django.urls import path

from .views import notice

app_name = "couriers"
urlpatterns = [path("kurir/biteship/", notice, name="notice")]
