"""Login, registration and password: django-allauth's views at our addresses."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.account.urls"))]
