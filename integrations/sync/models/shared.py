"""Columns that several tables of the engine have in common."""

from django.db import models
from django.utils import timezone


class Timed(models.Model):
    """When a row was written and last changed through ``save``."""

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Leased(models.Model):
    """Work that one worker holds at a time: whoever wrote ``lease_token``, until ``lease_until``.

    A lease is taken and given back by guarded UPDATEs only (``integrations.sync.leases``).
    """

    lease_token = models.CharField(max_length=36, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Faulted(models.Model):
    """What went wrong last: a code of the error catalogue and the channel's own words."""

    error_code = models.CharField(max_length=80, blank=True)
    error_text = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
