"""What the search knows about words. The full-text table itself is not Django's to migrate."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.search.words import LONGEST_WORD, normalise

FEWEST_NAMES = 2


class OtherNames(models.Model):
    """Names under which people look for the same thing, kept by head office.

    "andaliman, merica batak" finds either under both. One way only is for what is part of a
    larger thing: who asks "sidikalang" also finds "dairi", not the reverse.
    """

    names = models.CharField(
        _("names"),
        max_length=255,
        unique=True,
        help_text=_("Separated by commas, for example: andaliman, merica batak"),
    )
    is_one_way = models.BooleanField(
        _("only from the first name"),
        default=False,
        help_text=_("Who asks for the first also finds the others, but not the reverse."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("other names")
        verbose_name_plural = _("other names")
        ordering = ["names"]

    def __str__(self) -> str:
        return self.names

    @property
    def phrases(self) -> list[tuple[str, ...]]:
        """The names as words, without repeats."""
        parts = (tuple(normalise(part).split()) for part in self.names.split(","))
        return [phrase for phrase in dict.fromkeys(parts) if phrase]

    def clean(self) -> None:
        """One name alone says nothing."""
        if len(self.phrases) < FEWEST_NAMES:
            raise ValidationError(
                {"names": _("Write at least two names, with a comma between them.")}
            )


class Word(models.Model):
    """A word that occurs in some document: what near spellings are looked for among."""

    text = models.CharField(max_length=LONGEST_WORD, primary_key=True)
    length = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        indexes = [models.Index(fields=["length", "text"], name="word_length")]

    def __str__(self) -> str:
        return self.text
