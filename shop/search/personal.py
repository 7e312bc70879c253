"""Other names of goods."""

HARMLESS = {"search.*": "words of goods"}
