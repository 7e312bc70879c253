"""What the table of delivery prices tells the rest, inside the transaction that changed it."""

from django.dispatch import Signal

#: Rows of the table were added, changed or taken away. ``sender`` is the class ``Tariff``. Rows
#: written in bulk send no signal of Django's own; whoever writes them sends this one.
rates_changed = Signal()
