"""The board: pages down, languages across, and in every cell how far the translation is and who has it."""

from .registry import register

__all__ = ["register"]
