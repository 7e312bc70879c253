"""Photos of goods: sent by staff, drawn anew, made in every size by the worker, put in order.

``ProductImage.original`` names the photo as it came (``originals/<name>.jpg``) until its ready
files ``pictures/<name>-<width>.avif|jpg`` exist, then the largest of them. Buyers see ready ones
only. ``Product.picture`` is the base name of the first ready photo.
"""
