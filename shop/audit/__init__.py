"""The history of what people changed: who, what, before and after. Append-only."""
