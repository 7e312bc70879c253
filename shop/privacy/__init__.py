"""What is known about a person: told, taken away and forgotten in time (UU 27/2022)."""
