"""Screens of head office beside Oscar's dashboard."""

from django.urls import path

from cms.cooperatives import views
from shop.head_office.urls import for_head_office

app_name = "head_office"

urlpatterns = [
    path("koperasi/", for_head_office(views.cooperatives), name="cooperatives"),
    path("koperasi/baru/", for_head_office(views.new_cooperative), name="new_cooperative"),
    path("kategori/", for_head_office(views.shelves), name="shelves"),
]
