"""Biteship, a broker of couriers, as a service of the sandbox, written from its fact sheet."""

from integrations.sandbox.dialects.biteship.service import Biteship

__all__ = ["Biteship"]
