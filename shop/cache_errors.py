"""What a cache says that cannot be asked, without naming the server behind it."""


class CacheAway(Exception):
    """The cache cannot be reached, so nothing can be counted in it now."""
