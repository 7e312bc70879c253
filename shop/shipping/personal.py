"""Prices of sending from regency to regency."""

HARMLESS = {"shipping.*": "regions, couriers and prices"}
