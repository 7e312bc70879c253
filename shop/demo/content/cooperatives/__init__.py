"""Ten fictional cooperatives of North Sumatra, in real places."""

from __future__ import annotations

from shop.demo.content.cooperatives import highlands, south_and_coast
from shop.demo.content.shape import Cooperative

COOPERATIVES: tuple[Cooperative, ...] = highlands.COOPERATIVES + south_and_coast.COOPERATIVES
