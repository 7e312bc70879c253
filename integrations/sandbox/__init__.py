"""Pasar Tiruan: a marketplace to sell through, practise on and break things with."""
