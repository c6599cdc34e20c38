"""Where places lie: checks of coordinates, and the maps that are drawn of them."""

from .coordinates import check

__all__ = ["check"]
