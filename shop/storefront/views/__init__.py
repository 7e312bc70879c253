"""Thin views: read the address or form, call selectors and services, render."""
