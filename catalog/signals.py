"""What a change of many products tells the rest, inside the transaction that made it."""

from django.dispatch import Signal

#: ``product_ids: tuple[int, ...]``: these products were written without being saved one by one.
#: ``sender`` is the class ``Product``.
products_changed = Signal()
