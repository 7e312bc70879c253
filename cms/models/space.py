"""A cooperative's corner of the CMS: who may write, and where its pictures lie."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CooperativeSpace(models.Model):
    """Joins a cooperative to its group of editors and its collection of pictures and files."""

    partner = models.OneToOneField(
        "partner.Partner", on_delete=models.CASCADE, related_name="website_space"
    )
    group = models.OneToOneField("auth.Group", on_delete=models.PROTECT, related_name="+")
    collection = models.OneToOneField(
        "wagtailcore.Collection", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("cooperative's corner of the website")
        verbose_name_plural = _("cooperatives' corners of the website")

    def __str__(self) -> str:
        return str(self.partner)
