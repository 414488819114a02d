"""A small made-up network, Brackwater, that ships with the package and plays on as one looks."""

from rookery.sample.play import GROUP, Player, Scene, load_scene

__all__ = ["GROUP", "Player", "Scene", "load_scene"]
