"""Spreadsheets are about goods. Who sent one is a key of the staff account."""

HARMLESS = {"spreadsheets.*": "goods, prices and stock of a cooperative"}
