"""What orders tell the rest, always inside the transaction that changed them."""

from django.dispatch import Signal

#: ``parcel_id: int, from_state: str, to_state: str``. ``from_state`` is empty for a new parcel.
#: ``sender`` is the class ``Parcel``. A receiver that raises undoes the change.
order_moved = Signal()
