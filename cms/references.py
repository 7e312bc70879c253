"""Which rows a page's streams name, whatever the blocks and however deep they are nested."""

from collections.abc import Iterable

from django.db.models import Model
from wagtail.blocks import StreamValue


def ids(streams: Iterable[StreamValue], model: type[Model]) -> list[int]:
    """Primary keys of ``model`` that the streams refer to, ascending, each once."""
    found = {
        int(object_id)
        for stream in streams
        for named, object_id, *_paths in stream.stream_block.extract_references(stream)
        if issubclass(named, model) and str(object_id).isdecimal()
    }
    return sorted(found)
