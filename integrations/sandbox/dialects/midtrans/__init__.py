"""Midtrans, a payment gateway, as a service of the sandbox, written from its fact sheet."""

from integrations.sandbox.dialects.midtrans.service import Midtrans

__all__ = ["Midtrans"]
