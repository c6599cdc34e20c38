"""Blocks that show something: a picture with numbered callouts, a table, a formula."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter

from qiao.bilingual import sentences
from qiao.bilingual.blocks import GROUP_MEDIA, PREVIEW_TEMPLATE, ImageBlock, LabelBlock, SentencesBlock

from . import cells, mathml

MOST_CALLOUTS = 20
PICTURE_PREVIEW_TEMPLATE = "qiao/bilingual/picture_preview.html"


class PercentBlock(blocks.FloatBlock):
    """A place in a picture, in percent of its width or height."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=100, **kwargs)
        self.field.widget.attrs["step"] = "any"

    def clean(self, value):
        """Refuse a place outside the picture."""
        try:
            return super().clean(value)
        except ValidationError as error:
            if value is None:
                raise
            message = _("A callout lies inside the picture: write a number from 0 to 100.")
            raise ValidationError(message, code="outside") from error


class CalloutBlock(blocks.StructBlock):
    """One numbered place of a picture, and what is there."""

    label = LabelBlock(label=gettext_lazy("What is here"))
    text = SentencesBlock(required=False, label=gettext_lazy("More about it"))
    x = PercentBlock(default=50, label=gettext_lazy("From the left (%)"))
    y = PercentBlock(default=50, label=gettext_lazy("From the top (%)"))

    class Meta:
        icon = "crosshairs"
        label = gettext_lazy("Callout")
        label_format = "{label}"


class CalloutsBlock(blocks.StructBlock):
    """A picture with numbers on it, and a list that says what each number shows."""

    image = ImageBlock(label=gettext_lazy("Picture"))
    caption = LabelBlock(required=False, label=gettext_lazy("Caption"))
    callouts = blocks.ListBlock(
        CalloutBlock(), min_num=1, max_num=MOST_CALLOUTS, label=gettext_lazy("Callouts"), collapsed=False
    )

    def get_preview_value(self):
        """Two callouts on a picture that is still to be chosen."""
        places = [("红灯", "Red light", 45, 30), ("机柱", "Post", 55, 75)]
        callouts = [
            {"label": sentences.build([(zh, translation)]), "text": [], "x": x, "y": y}
            for zh, translation, x, y in places
        ]
        caption = sentences.build([("进站信号机", "Home signal")])
        return self.normalize({"image": None, "caption": caption, "callouts": callouts})

    class Meta:
        icon = "crosshairs"
        label = gettext_lazy("Picture with callouts")
        group = GROUP_MEDIA
        description = gettext_lazy("A picture with numbers on it, each explained in the list below.")
        template = "lessons/blocks/callouts.html"
        preview_template = PICTURE_PREVIEW_TEMPLATE


class CalloutsBlockAdapter(StructBlockAdapter):
    """Shows the picture in the editor, with markers to be placed by mouse and by keyboard."""

    js_constructor = "lessons.blocks.CalloutsBlock"

    def js_args(self, block):
        """Wagtail's arguments, with what the script needs added to the last of them."""
        name, children, meta = super().js_args(block)
        strings = {
            "help": _(
                "Click into the picture to add a callout. Drag a marker, or choose it and press the arrow keys (with"
                " Shift: 5 %), or choose it and click where it belongs."
            ),
            "marker": _("Callout {number}: {label}"),
            # xgettext:no-python-format
            "place": _("{x} % from the left, {y} % from the top"),
            "unnamed": _("Callout {number}"),
            "stage": _("Callouts on the picture"),
        }
        # 0 stands for the key of the picture that is chosen.
        picture = reverse("wagtailimages:preview", args=[0, "max-1000x1000"])
        callouts = {"picture": picture, "strings": strings, "most": MOST_CALLOUTS}
        return [name, children, {**meta, "callouts": callouts}]

    @cached_property
    def media(self):
        """The editor's script and style, after Wagtail's own."""
        inherited = super().media
        return forms.Media(
            js=[*inherited._js, versioned_static("lessons/callouts-editor.js")],
            css={"all": [versioned_static("lessons/callouts-editor.css")]},
        )


register(CalloutsBlockAdapter(), CalloutsBlock)


class TableBlock(blocks.StructBlock):
    """A table whose every cell is Chinese with its translation."""

    caption = LabelBlock(label=gettext_lazy("Caption"))
    header_row = blocks.BooleanBlock(
        required=False, default=True, label=gettext_lazy("The first row names the columns")
    )
    header_column = blocks.BooleanBlock(
        required=False, default=False, label=gettext_lazy("The first column names the rows")
    )
    cells = cells.CellsBlock(
        label=gettext_lazy("Cells"),
        help_text=gettext_lazy(
            "Paste a table from Word or a spreadsheet, or write a row a line with | between the cells. At most 12"
            " columns and 100 rows."
        ),
    )

    def get_context(self, value, parent_context=None):
        """Add `rows`, as `cells.shown` makes them."""
        context = super().get_context(value, parent_context=parent_context)
        context["rows"] = cells.shown(
            value["cells"], header_row=value["header_row"], header_column=value["header_column"]
        )
        return context

    def get_preview_value(self):
        """Two aspects of a signal."""
        rows = [
            [("颜色", "Colour"), ("意义", "Meaning")],
            [("红", "Red"), ("停车", "Stop")],
            [("绿", "Green"), ("进站", "Proceed")],
        ]
        return self.normalize(
            {
                "caption": sentences.build([("信号显示", "Aspects")]),
                "header_row": True,
                "header_column": True,
                "cells": cells.build(rows),
            }
        )

    class Meta:
        icon = "table"
        label = gettext_lazy("Table")
        group = GROUP_MEDIA
        description = gettext_lazy("Rows and columns, pasted from Word or a spreadsheet; each cell is translated.")
        template = "lessons/blocks/table.html"
        preview_template = PREVIEW_TEMPLATE


class MathMLBlock(blocks.FieldBlock):
    """MathML as text, cleaned when it is saved."""

    def __init__(self, required=True, help_text=None, **kwargs):
        self.field_options = {"required": required, "help_text": help_text}
        super().__init__(**kwargs)

    @cached_property
    def field(self):
        widget = forms.Textarea(attrs={"rows": 4, "dir": "ltr", "spellcheck": "false"})
        return forms.CharField(widget=widget, max_length=mathml.MAX_LENGTH, **self.field_options)

    def clean(self, value):
        """The formula without what is not shown. Raises ValidationError where it is no formula or more than one."""
        return mathml.clean_mathml(super().clean(value))

    def get_searchable_content(self, value):
        return []

    class Meta:
        icon = "superscript"
        default = ""
        label = "MathML"


class FormulaBlock(blocks.StructBlock):
    """A formula, how it is read aloud, and what its letters stand for."""

    mathml = MathMLBlock(
        label=gettext_lazy("Formula (MathML)"),
        help_text=gettext_lazy("Paste the formula as MathML: <math>…</math>. Word copies an equation so, too."),
    )
    reading = LabelBlock(
        label=gettext_lazy("Read aloud"),
        help_text=gettext_lazy("The formula in words, for those who cannot see it: 速度等于距离除以时间"),
    )
    explanation = SentencesBlock(
        required=False, label=gettext_lazy("Explanation"), help_text=gettext_lazy("What the letters stand for.")
    )

    def get_context(self, value, parent_context=None):
        """Add `formula`, the markup to show."""
        context = super().get_context(value, parent_context=parent_context)
        context["formula"] = mathml.show_mathml(value["mathml"])
        return context

    def get_preview_value(self):
        """Speed."""
        formula = "<math><mi>v</mi><mo>=</mo><mfrac><mi>s</mi><mi>t</mi></mfrac></math>"
        return self.normalize(
            {
                "mathml": formula,
                "reading": sentences.build([("速度等于距离除以时间", "Speed is distance divided by time")]),
                "explanation": [],
            }
        )

    class Meta:
        icon = "superscript"
        label = gettext_lazy("Formula")
        group = GROUP_MEDIA
        description = gettext_lazy("A formula in MathML, with how it is read aloud in both languages.")
        template = "lessons/blocks/formula.html"
        preview_template = PREVIEW_TEMPLATE
