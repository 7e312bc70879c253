"""What orders tell the rest, always inside the transaction that changed them."""

from django.dispatch import Signal

#: ``parcel_id: int, from_state: str, to_state: str``. ``from_state`` is empty for a new parcel.
#: ``sender`` is the class ``Parcel``. A receiver that raises undoes the change.
order_moved = Signal()

#: ``order, event, key``: a buyer is told something (``shop.order.mails``), with or without an
#: address for mail. ``key`` tells two events of a kind apart. ``sender`` is the class ``Order``.
order_told = Signal()
