"""How much a page may load before a reader has asked for it, and what is said of the rest."""

from contextlib import suppress

HEAVIEST = 200_000
"""Bytes of one file that is loaded without a tap; a tap that loads more says how much."""


def heavy(*media):
    """Bytes of these media items together, where they are more than is loaded without saying so; else None."""
    weight = 0
    for each in media:
        # A file that is gone weighs nothing.
        with suppress(OSError):
            weight += each.file.size
    return weight if weight > HEAVIEST else None
