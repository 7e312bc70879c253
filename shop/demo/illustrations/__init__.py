"""Our own drawings of goods and places: a small photo studio in code."""
