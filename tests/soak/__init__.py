"""``make soak``: the whole installation under load while everything breaks, then a verdict."""
