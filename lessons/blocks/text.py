"""Blocks of language: who says what, and which words are taught."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from qiao.bilingual.blocks import LabelBlock, SentencesBlock


class DialogueBlock(blocks.StructBlock):
    """A conversation, a line for each turn."""

    heading = LabelBlock(required=False, label=_("Heading"), help_text=_("Where it takes place, such as 调度室."))
    lines = SentencesBlock(
        dialogue=True, label=_("Lines"), help_text=_("One turn a line, the speaker first: 司机：列车可以进站吗？")
    )

    class Meta:
        icon = "comment"
        label = _("Dialogue")
        group = _("Language")
        description = _("A conversation between people at work, spoken line by line.")
        template = "lessons/blocks/dialogue.html"


class VocabularyBlock(blocks.StructBlock):
    """Terms of the glossary that a lesson teaches."""

    heading = LabelBlock(required=False, label=_("Heading"))
    terms = blocks.ListBlock(
        SnippetChooserBlock("qiao_lessons.Term", label=_("Term")), min_num=1, max_num=60, label=_("Terms")
    )

    class Meta:
        icon = "book"
        label = _("Vocabulary")
        group = _("Language")
        description = _("Words that this lesson teaches, chosen from the glossary.")
        template = "lessons/blocks/vocabulary.html"
