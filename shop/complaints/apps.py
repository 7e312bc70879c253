"""Complaints: what a buyer says is wrong with a parcel, and what the cooperative does about it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "shop.complaints"
    label = "complaints"
    verbose_name = _("Complaints")
