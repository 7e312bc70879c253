"""Many photos at once, given to goods by the names of their files.

``unpacking`` reads what was sent, ``naming`` finds the goods, ``batches`` looks, uses, takes back.
"""
