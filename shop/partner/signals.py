"""What an offer tells the rest, inside the transaction that changed it."""

from django.dispatch import Signal

#: ``stockrecord_ids: tuple[int, ...]``: price or pack of these records changed. ``sender`` is
#: the class ``StockRecord``.
offer_changed = Signal()
