"""Who may read files that were uploaded in the CMS.

Wagtail hands a file to everybody who knows its number and name, also one that no page shows yet.
Here a file is for everybody once a live page links to it; until then for the people who may choose
it in the CMS (its cooperative, head office). Files are never fetched below ``/media/`` by name.
"""

from __future__ import annotations

import posixpath
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve
from wagtail.models import Page, ReferenceIndex

from cms.gate import own_documents

# Folders of MEDIA_ROOT that are not for the public: files of the CMS, and uploads in the middle
# of being described, which are originals with everything a camera writes along.
NOT_PUBLIC = ("documents/", "wagtail_uploads/")


def may_read(user: Any, document: Any) -> bool:
    """Whether this person may have the file."""
    return is_published(document) or (
        user.is_authenticated and own_documents(user).filter(pk=document.pk).exists()
    )


def is_published(document: Any) -> bool:
    """Whether a page that everybody can read leads to the file."""
    references = ReferenceIndex.get_references_to(document).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    pages = {int(key) for key in references.values_list("object_id", flat=True)}
    return bool(pages) and Page.objects.live().public().filter(pk__in=pages).exists()


def keep_from_others(document: Any, request: HttpRequest) -> None:
    """Raise ``Http404`` unless this person may have the file; a hook of Wagtail's view."""
    if not may_read(request.user, document):
        raise Http404


def public_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture from ``/media/``; what is not public does not exist here."""
    plain = posixpath.normpath(path.replace("\\", "/")).lstrip("/")
    if plain.lower().startswith(NOT_PUBLIC):
        raise Http404
    return serve(request, plain, document_root=settings.MEDIA_ROOT)
