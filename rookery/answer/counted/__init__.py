"""Figures over many posts, which the store counts."""
