"""Head office takes cooperatives in and makes the shelves of the shop."""
