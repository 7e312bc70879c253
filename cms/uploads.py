"""Pictures as they come from phones, made fit for the web before they are stored.

Every upload is decoded and written anew: what hides in a file (place, device, scripts in odd
chunks) is gone, the picture stands upright, and no original is larger than pages need. Limits on
bytes and pixels are Wagtail's (settings), read from the header before anything is decoded.
"""

import io
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps
from wagtail.images.forms import BaseImageForm

LONGEST_SIDE = 2560
JPEG_QUALITY = 88


class PhotoForm(BaseImageForm):
    """Wagtail's picture form, for single and multiple uploads and the chooser's."""

    def clean_file(self) -> Any:
        """The new file written anew; an unchanged one as it is."""
        file = self.cleaned_data.get("file")
        if file is None or "file" not in self.changed_data:
            return file
        return written_anew(file)


def written_anew(file: File) -> ContentFile:
    """The picture upright, at most 2560 pixels long, without anything but its pixels.

    Pictures with transparency become PNG, all others JPEG.
    """
    file.seek(0)
    with Image.open(file) as opened:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        has_holes = picture.has_transparency_data
        data = io.BytesIO()
        if has_holes:
            _bare(picture.convert("RGBA")).save(data, "PNG", optimize=True)
        else:
            _bare(picture.convert("RGB")).save(
                data, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True
            )
    name = PurePath(file.name or "gambar").stem + (".png" if has_holes else ".jpg")
    return ContentFile(data.getvalue(), name=name)


def _bare(picture: Image.Image) -> Image.Image:
    """A picture without the notes Pillow would write along (EXIF, comments, colour profile)."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare
