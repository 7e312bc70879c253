"""The base port: the buyer's pages, the operator's page, and the control API."""
