"""Blocks of the trade: how a job is done, and what is dangerous about it."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from qiao.bilingual import sentences
from qiao.bilingual.blocks import PREVIEW_TEMPLATE, ImageBlock, LabelBlock, SentencesBlock


class StepBlock(blocks.StructBlock):
    """One step of a procedure."""

    text = SentencesBlock(label=_("What is done"))
    tools = LabelBlock(required=False, label=_("Tools"), help_text=_("What is needed for this step."))
    image = ImageBlock(required=False, label=_("Figure"))
    safety = SentencesBlock(required=False, label=_("Safety note"))

    class Meta:
        icon = "list-ol"
        label = _("Step")


class ProcedureBlock(blocks.StructBlock):
    """Numbered steps, each with its tools, figure and safety note."""

    heading = LabelBlock(required=False, label=_("Heading"))
    steps = blocks.ListBlock(StepBlock(), min_num=1, max_num=40, label=_("Steps"))

    def get_preview_value(self):
        """One step with its tool and its safety note."""
        step = {
            "text": sentences.build([("确认信号显示。", "Check the aspect of the signal.")]),
            "tools": sentences.build([("对讲机", "Radio")]),
            "image": None,
            "safety": sentences.build([("不要跨越轨道。", "Do not cross the track.")]),
        }
        return self.normalize({"heading": sentences.build([("操作步骤", "Procedure")]), "steps": [step]})

    class Meta:
        icon = "list-ol"
        label = _("Procedure")
        group = _("Work")
        description = _("How a job is done, step by step, with tools, figures and safety notes.")
        template = "lessons/blocks/procedure.html"
        preview_template = PREVIEW_TEMPLATE


class SafetyBlock(blocks.StructBlock):
    """A safety notice in one of the levels of ISO 3864-2 (danger, warning, caution) or a plain notice."""

    level = blocks.ChoiceBlock(
        choices=[
            ("danger", _("Danger: death or serious injury, if not avoided")),
            ("warning", _("Warning: death or serious injury possible")),
            ("caution", _("Caution: slight injury possible")),
            ("notice", _("Notice: damage possible, no injury")),
        ],
        default="warning",
        label=_("Level"),
        help_text=_("As in ISO 3864-2."),
    )
    sentences = SentencesBlock(label=_("Notice"))

    def get_preview_value(self):
        """A warning."""
        return self.normalize(
            {"level": "warning", "sentences": sentences.build([("禁止越过红灯！", "Never pass a red signal!")])}
        )

    class Meta:
        icon = "warning"
        label = _("Safety notice")
        group = _("Work")
        description = _("What can hurt people or equipment, in the levels of ISO 3864.")
        template = "lessons/blocks/safety.html"
        preview_template = PREVIEW_TEMPLATE
