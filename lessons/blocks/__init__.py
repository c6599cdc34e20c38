"""The blocks that a lesson's body is made of."""

from qiao.bilingual.blocks import content_blocks

from .figures import CalloutsBlock, FormulaBlock, TableBlock
from .media import AudioBlock, DocumentBlock, NoteBlock, VideoBlock
from .strokes import StrokePracticeBlock
from .text import DialogueBlock, VocabularyBlock
from .work import ProcedureBlock, SafetyBlock

__all__ = [
    "AudioBlock",
    "CalloutsBlock",
    "DialogueBlock",
    "DocumentBlock",
    "FormulaBlock",
    "NoteBlock",
    "ProcedureBlock",
    "SafetyBlock",
    "StrokePracticeBlock",
    "TableBlock",
    "VideoBlock",
    "VocabularyBlock",
    "addition_blocks",
    "lesson_blocks",
]


def lesson_blocks():
    """(name, block) of every block that a lesson may hold."""
    return [
        *content_blocks(),
        ("dialogue", DialogueBlock()),
        ("vocabulary", VocabularyBlock()),
        ("strokes", StrokePracticeBlock()),
        ("procedure", ProcedureBlock()),
        ("safety", SafetyBlock()),
        ("callouts", CalloutsBlock()),
        ("audio", AudioBlock()),
        ("video", VideoBlock()),
        ("table", TableBlock()),
        ("formula", FormulaBlock()),
        ("document", DocumentBlock()),
        ("note", NoteBlock()),
    ]


def addition_blocks():
    """(name, block) of every block that a language may add to its translation of a lesson."""
    return [
        *content_blocks(),
        ("audio", AudioBlock()),
        ("video", VideoBlock()),
        ("document", DocumentBlock()),
        ("note", NoteBlock()),
    ]
