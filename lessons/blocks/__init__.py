"""The blocks that a lesson's body is made of."""

from qiao.bilingual.blocks import content_blocks

from .text import DialogueBlock, VocabularyBlock
from .work import ProcedureBlock, SafetyBlock

__all__ = ["DialogueBlock", "ProcedureBlock", "SafetyBlock", "VocabularyBlock", "lesson_blocks"]


def lesson_blocks():
    """(name, block) of every block that a lesson may hold."""
    return [
        *content_blocks(),
        ("dialogue", DialogueBlock()),
        ("vocabulary", VocabularyBlock()),
        ("procedure", ProcedureBlock()),
        ("safety", SafetyBlock()),
    ]
