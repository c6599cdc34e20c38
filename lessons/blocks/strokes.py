"""Stroke practice: how the hanzi of a word are written, watched, traced and written from memory."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from qiao.bilingual import sentences
from qiao.bilingual.blocks import PREVIEW_TEMPLATE, LabelBlock
from qiao.chinese import is_hanzi

from .. import strokes

# How a stroke can begin: `qiao.chinese.strokes.beginnings`.
BEGINNINGS = ("right", "down", "down-left", "down-right", "up-right")


class HanziBlock(LabelBlock):
    """A word or some hanzi without anything between them, each of which can be practised."""

    def clean(self, value):
        """The label. Raises ValidationError that names the characters which cannot be practised."""
        value = super().clean(value)
        if value and (wrong := problems(value[0]["zh"])):
            raise ValidationError(wrong, code="hanzi")
        return value


def problems(hanzi):
    """What is wrong with the hanzi of a practice, as a list of translated strings."""
    strange = [char for char in dict.fromkeys(hanzi) if not is_hanzi(char)]
    if strange:
        return [
            _("Only Chinese characters can be practised; take out: %(characters)s") % {"characters": " ".join(strange)}
        ]
    if len(hanzi) > strokes.MOST_HANZI:
        return [
            _("There are %(count)d characters here; one practice has %(limit)d at most.")
            % {"count": len(hanzi), "limit": strokes.MOST_HANZI}
        ]
    twice = [char for char in dict.fromkeys(hanzi) if hanzi.count(char) > 1]
    if twice:
        return [
            _("Name each character once; this one is there again: %(characters)s") % {"characters": " ".join(twice)}
        ]
    unknown = [char for char in hanzi if strokes.count(char) is None]
    if unknown and strokes.are_installed():
        return [
            _("How these characters are written is not known here: %(characters)s") % {"characters": " ".join(unknown)}
        ]
    return []


class StrokePracticeBlock(blocks.StructBlock):
    """Hanzi to be written; what a learner writes stays on the device, and no completion depends on it."""

    heading = LabelBlock(required=False, label=gettext_lazy("Heading"))
    characters = HanziBlock(
        label=gettext_lazy("Characters"),
        help_text=gettext_lazy("A word or up to twelve characters, such as 信号; its meaning is translated."),
    )

    def get_context(self, value, parent_context=None):
        """Add `hanzi`, each with pinyin and number of strokes, its `beginnings` and the `words` of the script."""
        context = super().get_context(value, parent_context=parent_context)
        label = value["characters"][0] if value["characters"] else {"zh": "", "pinyin": []}
        context["hanzi"] = [
            {"hanzi": syllable["hanzi"], "pinyin": syllable["pinyin"], "strokes": strokes.count(syllable["hanzi"])}
            for syllable in label["pinyin"]
        ]
        context["beginnings"] = [direction for direction in _directions() if direction[0] in BEGINNINGS]
        context["words"] = _words()
        return context

    def get_preview_value(self):
        """A word of two hanzi."""
        return self.normalize(
            {
                "heading": sentences.build([("写汉字", "Write the characters")]),
                "characters": sentences.build([("信号", "signal")]),
            }
        )

    class Meta:
        icon = "edit"
        label = gettext_lazy("Stroke practice")
        group = gettext_lazy("Language")
        description = gettext_lazy(
            "Characters to watch, trace and write from memory. Practice alone: a lesson is complete without it."
        )
        template = "lessons/blocks/strokes.html"
        preview_template = PREVIEW_TEMPLATE


def _directions():
    """(name, arrow, how it is said) of each direction of `qiao.chinese.strokes`, the common ones first."""
    return [
        ("right", "→", _("from left to right")),
        ("down", "↓", _("downwards")),
        ("down-left", "↙", _("down to the left")),
        ("down-right", "↘", _("down to the right")),
        ("up-right", "↗", _("up to the right")),
        ("up", "↑", _("upwards")),
        ("left", "←", _("from right to left")),
        ("up-left", "↖", _("up to the left")),
    ]


def _words():
    """What the script says; it fills in what stands in %(…)s."""
    return {
        "directions": {name: f"{arrow} {said}" for name, arrow, said in _directions()},
        "then": _("%(first)s, then %(second)s"),
        "modes": {
            "trace": _("Traced"),
            "memory": _("From memory"),
            "steps": _("Stroke by stroke"),
        },
        "loading": _("The strokes are being fetched …"),
        "failed": _("The strokes cannot be shown at the moment. Write the characters on paper, or try again later."),
        "unknown": _("How this character is written is not known here."),
        "watch": _("Watch how it is written."),
        "draw": _("Draw stroke %(number)s of %(count)s with a finger or the mouse."),
        "ask": _("Stroke %(number)s of %(count)s: which way does it begin?"),
        "right": _("Right: %(directions)s."),
        "wrong": _("Not yet, try again. Mistakes: %(mistakes)s."),
        "hint": _("It begins like this: %(direction)s."),
        "perfect": _("no mistakes"),
        "mistakes": _("mistakes: %(mistakes)s"),
        "result": _("%(mode)s: %(result)s"),
        "all": _("All characters are written; %(result)s."),
    }
