"""The text inside a photo of a printed QRIS."""

from __future__ import annotations

import zxingcpp
from django.utils.translation import gettext as _
from PIL import Image

from .proofs import Upload, redraw
from .qris import BadQris

STARTS = "000201"


def read_picture(upload: Upload) -> str:
    """What the one payment code in the picture says, unchecked. Raises BadProof, BadQris.

    The file is drawn anew first, so that the reader of codes only ever sees plain pixels.
    """
    with Image.open(redraw(upload)) as picture:
        found = zxingcpp.read_barcodes(picture.convert("L"))
    texts = {code.text.strip() for code in found}
    payments = {text for text in texts if text.startswith(STARTS)}
    if len(payments) == 1:
        return payments.pop()
    if payments:
        raise BadQris(_("There are several QRIS in this picture. Photograph one alone."))
    if texts:
        raise BadQris(_("The code in this picture is no QRIS for payments."))
    raise BadQris(
        _("We cannot read a QR code in this picture. Take it from the front, in good light.")
    )
