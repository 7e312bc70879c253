"""Offers are for everybody."""

HARMLESS = {"offer.*": "names, words and lists of goods of offers"}
