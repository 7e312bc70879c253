"""What must not stand in a log line."""

import logging
import re

# Whoever knows the address of an order page may see it, so the address is a secret.
ORDER_ADDRESS = re.compile(r"(/pesanan/)[\w-]{16,}")


class HideOrderAddresses(logging.Filter):
    """Cut the token out of the addresses of order pages, in the message and its arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; every record passes."""
        message = record.getMessage()
        hidden = ORDER_ADDRESS.sub(r"\1***", message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True
