"""Goods are not people."""

HARMLESS = {"catalogue.*": "names, words, pictures and papers of goods"}
