"""Blocks that pages about workshops are filled with: who takes part, how far it is, figures, days, rounds, members."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter, StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock

from lessons.blocks.media import DocumentBlock, FilmChooserBlock, VideoBlock
from lessons.institutions import countries
from lessons.vocabulary import LEVELS, vocational_fields
from qiao.bilingual.blocks import LabelBlock, PictureBlock, SentencesBlock
from qiao.languages.conf import content_languages

from . import dates
from .choosers import ElsewhereBlock, InstitutionChooserBlock, SourceChooserBlock
from .fields import DateBlock, NumberBlock, PlainBlock, Same
from .vocabulary import Bound, Measure, Nature, ResourceKind, Role, Status, Strand, Unit

COURSE = "qiao_lessons.CoursePage"


def stream(**children):
    """The arguments of a StreamField whose blocks are all folded in the editor."""
    return {"block_types": list(children.items()), "blank": True, "collapsed": True}


class SameDocumentBlock(Same, DocumentChooserBlock):
    """A document that is the same in every language."""


class SameFilmBlock(Same, FilmChooserBlock):
    """A film that is the same in every language: its subtitles lie beside it."""


class PeriodBlock(blocks.StructBlock):
    """What lasts from `start` to `end`, both DateBlocks."""

    def clean(self, value):
        """Refuse a period that ends before it starts."""
        cleaned = super().clean(value)
        try:
            dates.in_order(cleaned.get("start"), cleaned.get("end"))
        except ValidationError as error:
            raise StructBlockValidationError(block_errors={"end": error}) from error
        return cleaned


class PartnerBlock(blocks.StructBlock):
    """An institution that takes part; an empty role is one that the source does not state."""

    institution = InstitutionChooserBlock(label=gettext_lazy("Institution"))
    role = blocks.ChoiceBlock(choices=Role.choices, required=False, label=gettext_lazy("Role"))

    class Meta:
        icon = "group"
        label = gettext_lazy("Institution")


class RecognitionBlock(blocks.StructBlock):
    """By whom it was recognised, and as what."""

    institution = InstitutionChooserBlock(label=gettext_lazy("By"))
    title = LabelBlock(label=gettext_lazy("As"))
    when = DateBlock(label=gettext_lazy("When"))

    class Meta:
        icon = "success"
        label = gettext_lazy("Recognition")


class StatusBlock(blocks.StructBlock):
    """What was reached and when; the last one is the status of today."""

    status = blocks.ChoiceBlock(choices=Status.choices, label=gettext_lazy("Status"))
    part = LabelBlock(required=False, label=gettext_lazy("Of what, where it is a part only"))
    when = DateBlock(label=gettext_lazy("When"))
    source = SourceChooserBlock(required=False, label=gettext_lazy("Source"))

    class Meta:
        icon = "history"
        label = gettext_lazy("Status")


class AreaBlock(blocks.StructBlock):
    """A floor area at some time."""

    square_metres = NumberBlock(label=gettext_lazy("Square metres"))
    when = DateBlock(label=gettext_lazy("Since"))


class FacilityBlock(blocks.StructBlock):
    """A room, a laboratory, a base."""

    name = LabelBlock(label=gettext_lazy("Name"))
    text = SentencesBlock(required=False, label=gettext_lazy("What it is for"))
    areas = blocks.ListBlock(AreaBlock(), default=[], label=gettext_lazy("Floor area"))

    class Meta:
        icon = "home"
        label = gettext_lazy("Facility")


class ReadingBlock(PeriodBlock):
    """One value of an indicator: a number as its source puts it, for a period, as of a day."""

    nature = blocks.ChoiceBlock(choices=Nature.choices, default=Nature.RESULT, label=gettext_lazy("Result or target"))
    bound = blocks.ChoiceBlock(choices=Bound.choices, default=Bound.EXACTLY, label=gettext_lazy("Bound"))
    value = NumberBlock(label=gettext_lazy("Value"))
    start = DateBlock(label=gettext_lazy("From"))
    end = DateBlock(label=gettext_lazy("Until"))
    as_of = DateBlock(label=gettext_lazy("As of"))
    source = SourceChooserBlock(required=False, label=gettext_lazy("Source"))
    reference = PlainBlock(label=gettext_lazy("Where in it"), help_text=gettext_lazy("Such as a page."))

    class Meta:
        icon = "order"
        label = gettext_lazy("Value")
        form_classname = "qiao-reading"


class IndicatorBlock(blocks.StructBlock):
    """What was reported: a measure and its values, the oldest first."""

    measure = blocks.ChoiceBlock(choices=Measure.choices, label=gettext_lazy("What"))
    label = LabelBlock(
        required=False,
        label=gettext_lazy("In the words of the source"),
        help_text=gettext_lazy("Such as 智慧物流学员."),
    )
    unit = blocks.ChoiceBlock(choices=Unit.choices, required=False, label=gettext_lazy("Unit"))
    readings = blocks.ListBlock(ReadingBlock(), min_num=1, label=gettext_lazy("Values"))

    def clean(self, value):
        """Refuse a measure “other” without words."""
        cleaned = super().clean(value)
        if cleaned["measure"] == Measure.OTHER and not cleaned["label"]:
            message = _("Say in words what is counted.")
            raise StructBlockValidationError(block_errors={"label": ValidationError(message)})
        return cleaned

    class Meta:
        icon = "order"
        label = gettext_lazy("Indicator")
        form_classname = "struct-block qiao-indicator"


class IndicatorAdapter(StructBlockAdapter):
    """In the editor, its values are the rows of a table."""

    @cached_property
    def media(self):
        """Wagtail's, and how the table looks."""
        css = {"all": [versioned_static("workshops/admin/indicators.css")]}
        return super().media + forms.Media(css=css)


register(IndicatorAdapter(), IndicatorBlock)


class OfferedCourseBlock(ElsewhereBlock):
    """A course that is offered."""

    def __init__(self, **kwargs):
        super().__init__(page_type=[COURSE], **{name: kwargs[name] for name in kwargs if name != "page_type"})

    class Meta:
        icon = "list-ul"
        label = gettext_lazy("Course")


class DayBlock(blocks.StructBlock):
    """What was done on a day of a study visit, in one of its three strands."""

    day = blocks.IntegerBlock(
        required=False, min_value=1, max_value=366, label=gettext_lazy("Day"),
        help_text=gettext_lazy("1 is the first; empty where the source does not say."),
    )  # fmt: skip
    strand = blocks.ChoiceBlock(choices=Strand.choices, label=gettext_lazy("Strand"))
    text = SentencesBlock(label=gettext_lazy("What was done"))

    class Meta:
        icon = "calendar-alt"
        label = gettext_lazy("Day")


class RoundBlock(PeriodBlock):
    """A round of a competition."""

    name = LabelBlock(label=gettext_lazy("Name"))
    start = DateBlock(label=gettext_lazy("From"))
    end = DateBlock(label=gettext_lazy("Until"))
    place = LabelBlock(required=False, label=gettext_lazy("Place"))

    class Meta:
        icon = "redirect"
        label = gettext_lazy("Round")


class TeamBlock(blocks.StructBlock):
    """A team of a competition."""

    name = LabelBlock(label=gettext_lazy("Name"))
    institution = InstitutionChooserBlock(required=False, label=gettext_lazy("Institution"))
    people = blocks.IntegerBlock(required=False, min_value=1, label=gettext_lazy("Number of people"))

    class Meta:
        icon = "group"
        label = gettext_lazy("Team")


class ResultBlock(blocks.StructBlock):
    """A result of a competition as it was published."""

    rank = PlainBlock(required=True, label=gettext_lazy("Rank"))
    team = LabelBlock(label=gettext_lazy("Team"))
    institution = InstitutionChooserBlock(required=False, label=gettext_lazy("Institution"))
    score = PlainBlock(label=gettext_lazy("Score"))

    class Meta:
        icon = "pick"
        label = gettext_lazy("Result")


class AdoptionBlock(blocks.StructBlock):
    """Who adopted a standard, and when."""

    institution = InstitutionChooserBlock(label=gettext_lazy("Institution"))
    when = DateBlock(label=gettext_lazy("When"))

    class Meta:
        icon = "success"
        label = gettext_lazy("Adopted by")


class VersionBlock(blocks.StructBlock):
    """A document in one language."""

    language = blocks.ChoiceBlock(choices=content_languages, label=gettext_lazy("Language"))
    document = SameDocumentBlock(label=gettext_lazy("Document"))

    class Meta:
        icon = "doc-full-inverse"
        label = gettext_lazy("Document")


class ResourceBlock(blocks.StructBlock):
    """Something of the library: a document, a film, a course or an address elsewhere; one of the four."""

    title = LabelBlock(label=gettext_lazy("Title"))
    text = SentencesBlock(required=False, label=gettext_lazy("What it is"))
    kind = blocks.ChoiceBlock(choices=ResourceKind.choices, label=gettext_lazy("Type"))
    languages = blocks.MultipleChoiceBlock(choices=content_languages, required=False, label=gettext_lazy("Languages"))
    field = blocks.ChoiceBlock(choices=vocational_fields, required=False, label=gettext_lazy("Vocational field"))
    level = blocks.ChoiceBlock(
        choices=[(str(level), label) for level, label in LEVELS], required=False, label=gettext_lazy("Level")
    )
    document = SameDocumentBlock(required=False, label=gettext_lazy("Document"))
    video = SameFilmBlock(required=False, label=gettext_lazy("Film"))
    course = OfferedCourseBlock(required=False, label=gettext_lazy("Course"))
    address = PlainBlock(max_length=500, label=gettext_lazy("Address"), help_text=gettext_lazy("https://…"))

    def clean(self, value):
        """Refuse a resource without what its type says, and an address that is none."""
        cleaned = super().clean(value)
        name = {ResourceKind.LINK: "address"}.get(cleaned["kind"], cleaned["kind"])
        if not cleaned[name]:
            message = _("Choose or write what the type says.")
            raise StructBlockValidationError(block_errors={name: ValidationError(message)})
        if cleaned["address"] and not cleaned["address"].startswith(("https://", "http://")):
            message = _("An address begins with https://")
            raise StructBlockValidationError(block_errors={"address": ValidationError(message)})
        return cleaned

    class Meta:
        icon = "folder-open-inverse"
        label = gettext_lazy("Resource")


class CommitteeBlock(blocks.StructBlock):
    """A committee of an alliance, and the trade that it is for; who chairs it stays empty until it is known."""

    name = LabelBlock(label=gettext_lazy("Name"))
    field = blocks.ChoiceBlock(choices=vocational_fields, required=False, label=gettext_lazy("Vocational field"))
    status = blocks.ChoiceBlock(choices=Status.choices, required=False, label=gettext_lazy("Status"))
    chair = InstitutionChooserBlock(required=False, label=gettext_lazy("Chaired by"))

    class Meta:
        icon = "group"
        label = gettext_lazy("Committee")


class MilestoneBlock(blocks.StructBlock):
    """What happened when."""

    when = DateBlock(label=gettext_lazy("When"))
    text = LabelBlock(label=gettext_lazy("What happened"))

    class Meta:
        icon = "date"
        label = gettext_lazy("Milestone")


class SessionBlock(blocks.StructBlock):
    """A session of a test, and its results as counts."""

    when = DateBlock(required=True, label=gettext_lazy("When"))
    level = blocks.ChoiceBlock(
        choices=[(str(level), label) for level, label in LEVELS], required=False, label=gettext_lazy("Level")
    )
    places = blocks.IntegerBlock(required=False, min_value=0, label=gettext_lazy("Places"))
    until = DateBlock(label=gettext_lazy("Registration until"))
    taken = blocks.IntegerBlock(required=False, min_value=0, label=gettext_lazy("People examined"))
    passed = blocks.IntegerBlock(required=False, min_value=0, label=gettext_lazy("People who passed"))

    def clean(self, value):
        """Refuse more passes than people, and a registration that ends after the test."""
        cleaned = super().clean(value)
        errors = {}
        if cleaned["passed"] is not None and cleaned["taken"] is not None and cleaned["passed"] > cleaned["taken"]:
            errors["passed"] = ValidationError(_("More people passed than were examined."))
        if cleaned["until"] and dates.first_day(cleaned["until"]) > dates.last_day(cleaned["when"]):
            errors["until"] = ValidationError(_("The registration ends after the test."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "calendar-check"
        label = gettext_lazy("Session")


class PlacesBlock(blocks.StructBlock):
    """Places for students of a country in a programme; an empty number is one that the source does not state."""

    programme = LabelBlock(required=False, label=gettext_lazy("Programme"))
    country = blocks.ChoiceBlock(choices=countries, required=False, label=gettext_lazy("Country"))
    number = NumberBlock(required=False, label=gettext_lazy("Places"))
    note = LabelBlock(required=False, label=gettext_lazy("In the words of the source"))

    def clean(self, value):
        """Refuse what says nothing, and parts of a place."""
        cleaned = super().clean(value)
        number = cleaned["number"]
        if number is not None and number != int(number):
            message = _("Places are counted in whole numbers.")
            raise StructBlockValidationError(block_errors={"number": ValidationError(message)})
        if number is None and not (cleaned["programme"] or cleaned["country"] or cleaned["note"]):
            message = _("Write for what or for whom there are places, how many, or what the source says.")
            raise StructBlockValidationError(block_errors={"number": ValidationError(message)})
        return cleaned

    class Meta:
        icon = "user"
        label = gettext_lazy("Places")


class DeadlineBlock(blocks.StructBlock):
    """A date that applicants keep."""

    when = DateBlock(required=True, label=gettext_lazy("When"))
    text = LabelBlock(label=gettext_lazy("What for"))

    class Meta:
        icon = "date"
        label = gettext_lazy("Date")


class StepBlock(blocks.StructBlock):
    """A step of somebody's way."""

    when = DateBlock(label=gettext_lazy("When"))
    text = SentencesBlock(label=gettext_lazy("What"))

    class Meta:
        icon = "arrow-right"
        label = gettext_lazy("Step")


class ConsentBlock(blocks.StructBlock):
    """That somebody who can be recognised agreed to be shown; kept in the admin and shown to nobody."""

    person = PlainBlock(required=True, label=gettext_lazy("Who"))
    given = DateBlock(required=True, label=gettext_lazy("Given on"))
    kept = PlainBlock(
        max_length=200, label=gettext_lazy("Where the paper is kept"), help_text=gettext_lazy("Such as a file number.")
    )

    class Meta:
        icon = "lock"
        label = gettext_lazy("Consent")


def gallery_blocks():
    """(name, block) of what a gallery holds."""
    return [("image", PictureBlock()), ("video", VideoBlock())]


def material_blocks():
    """(name, block) of what an event leaves behind."""
    return [("document", DocumentBlock()), ("video", VideoBlock())]
