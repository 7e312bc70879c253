"""What Django's admin does not show: tables that others registered and that have a better place.

The screen of taggit that merges tags asks for no right to the table.
"""

import taggit.admin  # noqa: F401 - registers its table, so that it can be taken away
from django.contrib import admin
from taggit.models import Tag

admin.site.unregister(Tag)
