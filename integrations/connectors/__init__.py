"""One folder per marketplace. Connectors never import each other."""
