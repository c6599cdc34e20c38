"""Blocks of language: who says what, and which words are taught."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from qiao.bilingual import sentences
from qiao.bilingual.blocks import PREVIEW_TEMPLATE, LabelBlock, SentencesBlock
from qiao.bilingual.weight import heavy


class DialogueBlock(blocks.StructBlock):
    """A conversation, a line for each turn."""

    heading = LabelBlock(required=False, label=_("Heading"), help_text=_("Where it takes place, such as 调度室."))
    lines = SentencesBlock(
        dialogue=True, label=_("Lines"), help_text=_("One turn a line, the speaker first: 司机：列车可以进站吗？")
    )

    def get_context(self, value, parent_context=None):
        """Add `sounds`, the media items of the recorded lines, and whether one of them has no human voice.

        `bytes` are those of all of them, where they are more than is loaded without saying so.
        """
        context = super().get_context(value, parent_context=parent_context)
        context["sounds"] = [line["sound"] for line in value["lines"] if line.get("sound")]
        context["is_synthetic"] = any(getattr(sound, "is_synthetic", False) for sound in context["sounds"])
        context["bytes"] = heavy(*context["sounds"])
        return context

    def get_preview_value(self):
        """Two turns at a station."""
        lines = [
            {
                "zh": "列车可以进站吗？",
                "translation": "May the train enter?",
                "speaker": "司机",
                "speaker_translation": "Driver",
            },
            {
                "zh": "请注意信号。",
                "translation": "Watch the signal, please.",
                "speaker": "值班员",
                "speaker_translation": "Operator",
            },
        ]
        return self.normalize(
            {
                "heading": sentences.build([("调度室", "Control room")]),
                "lines": sentences.build(lines, dialogue=True),
            }
        )

    class Meta:
        icon = "comment"
        label = _("Dialogue")
        group = _("Language")
        description = _("A conversation between people at work, spoken line by line.")
        template = "lessons/blocks/dialogue.html"
        preview_template = PREVIEW_TEMPLATE


class VocabularyBlock(blocks.StructBlock):
    """Terms of the glossary that a lesson teaches."""

    heading = LabelBlock(required=False, label=_("Heading"))
    terms = blocks.ListBlock(
        SnippetChooserBlock("qiao_lessons.Term", label=_("Term")), min_num=1, max_num=60, label=_("Terms")
    )

    def get_context(self, value, parent_context=None):
        """Add `entries`: (term, its anchor) of each term once, in order; the anchor is "" where it stands before."""
        context = super().get_context(value, parent_context=parent_context)
        terms = {term.pk or term.hanzi: term for term in value["terms"] if term}
        first = getattr(value, "first_taught", ())
        context["entries"] = [(term, term.anchor if term.pk in first else "") for term in terms.values()]
        return context

    def get_preview_value(self):
        """Two words, which need not be in the glossary."""
        term = self.child_blocks["terms"].child_block.target_model
        words = [("信号机", "xìnhàojī", "signal"), ("道岔", "dàochà", "turnout")]
        terms = [term(hanzi=hanzi, pinyin=pinyin, meaning=meaning) for hanzi, pinyin, meaning in words]
        return self.normalize({"heading": sentences.build([("词语", "Words")]), "terms": terms})

    class Meta:
        icon = "list-ul"
        label = _("Vocabulary")
        group = _("Language")
        description = _("Words that this lesson teaches, chosen from the glossary.")
        template = "lessons/blocks/vocabulary.html"
        preview_template = PREVIEW_TEMPLATE
