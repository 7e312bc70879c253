"""Orders of guests."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def lookup(request: HttpRequest) -> HttpResponse:
    return render(request, "storefront/orders.html")


def order(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "storefront/orders.html")
