"""What stock tells the rest, always inside the transaction that changed it.

A receiver that raises undoes the change. ``sender`` is the class ``StockItem``.
"""

from django.dispatch import Signal

#: ``item_ids: tuple[int, ...]``: the free stock of these items is another number now.
availability_changed = Signal()

#: ``item_id: int, cuts: tuple[Cut, ...]``: a count found less than was promised, and these
#: reservations (newest first) no longer hold that much.
reservations_cut = Signal()

#: ``item_id: int``: free stock grew, so what was short may be filled.
stock_received = Signal()
