"""Requests about personal data, as head office sees them: what, by when, what it waits for."""
