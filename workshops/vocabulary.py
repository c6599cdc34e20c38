"""Words that workshops and what came of them are described with; a source's own wording decides which is taken."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """How far a workshop or a part of it is."""

    PLANNED = "planned", pgettext_lazy("status", "planned")
    BUILDING = "building", pgettext_lazy("status", "under construction")
    UNVEILED = "unveiled", pgettext_lazy("status", "unveiled")
    ESTABLISHED = "established", pgettext_lazy("status", "established")
    IN_USE = "in-use", pgettext_lazy("status", "in use")


class Role(models.TextChoices):
    """What an institution does where it takes part."""

    HOST = "host", pgettext_lazy("role", "host")
    GUEST = "guest", pgettext_lazy("role", "guest")
    LEADER = "leader", pgettext_lazy("role", "leads it")
    SPONSOR = "sponsor", pgettext_lazy("role", "supports it")
    SUPERVISOR = "supervisor", pgettext_lazy("role", "under its guidance")
    ISSUER = "issuer", pgettext_lazy("role", "issued it")
    ORGANISER = "organiser", pgettext_lazy("role", "organises it")
    EMPLOYER = "employer", pgettext_lazy("role", "employer")
    MEMBER = "member", pgettext_lazy("role", "member")
    PARTNER = "partner", pgettext_lazy("role", "partner")


class Bound(models.TextChoices):
    """How a source puts a number: “over 1,000” is another statement than “at least 1,000”."""

    EXACTLY = "exactly", _("exactly")
    AT_LEAST = "at-least", _("at least")
    MORE_THAN = "more-than", _("more than")


class Nature(models.TextChoices):
    """Whether a number is what came of it or what is aimed at."""

    RESULT = "result", pgettext_lazy("figure", "result")
    TARGET = "target", pgettext_lazy("figure", "target")


class Measure(models.TextChoices):
    """What an indicator counts."""

    FLOOR_AREA = "floor-area", _("Floor area")
    TRAINED = "people-trained", _("People trained")
    HOURS = "learning-hours", _("Learning time")
    VISITS = "visits", _("Visits")
    HSK = "hsk-candidates", _("HSK candidates")
    STANDARDS = "standards", _("Standards")
    RESOURCES = "resources", _("Digital resources")
    COURSES = "courses", _("Courses")
    PARTNERS = "partners", _("Partners")
    MEMBERS = "members", _("Members")
    PLACES = "places", _("Places for students")
    PEOPLE = "people", _("People taking part")
    OTHER = "other", _("Other")


class Unit(models.TextChoices):
    """What the number is a number of; empty where the measure says it."""

    SQUARE_METRES = "m2", pgettext_lazy("unit", "square metres")
    HOURS = "hours", pgettext_lazy("unit", "hours")
    DAYS = "days", pgettext_lazy("unit", "days")
    PEOPLE = "people", pgettext_lazy("unit", "people")
    PERCENT = "percent", pgettext_lazy("unit", "percent")


DEFINITIONS = {
    Measure.TRAINED: _("Learners who completed at least one lesson of the courses that are offered here."),
    Measure.HOURS: _("Time that learners spent in the lessons of these courses, without pauses."),
    Measure.VISITS: _("Visits to the resource library, each person once a day."),
    Measure.HSK: _("Learners who passed this site's practice test for a level of HSK."),
    Measure.RESOURCES: _("Documents, films and lessons of the library that are published."),
    Measure.COURSES: _("Courses of this site that belong to this page and are published."),
    Measure.PARTNERS: _("Institutions that are named on this page."),
}
"""How this site counts what it measures by itself; a measure without an entry is reported only."""


class SourceKind(models.TextChoices):
    """What a statement is taken from."""

    NEWS = "news", _("news report")
    WEBSITE = "website", _("website")
    DOCUMENT = "document", _("document")
    AGREEMENT = "agreement", _("agreement")
    REPORT = "report", _("report of the institution")


class Strand(models.TextChoices):
    """The three strands of a study visit."""

    TECHNICAL = "technical", _("Technical training")
    CULTURAL = "cultural", _("Cultural experience")
    FIELD = "field", _("Field teaching")


class ExchangeKind(models.TextChoices):
    """What people came for."""

    VISIT = "visit", _("study visit")
    TRAINING = "training", pgettext_lazy("exchange", "training")
    TEACHERS = "teachers", _("teachers' training")


class EventKind(models.TextChoices):
    """What takes place."""

    LECTURE = "lecture", _("lecture")
    OPENING = "opening", _("opening")
    TEACHERS = "teachers", _("teachers' training")
    FINAL = "final", _("final of a competition")
    OTHER = "other", _("event")


class StandardKind(models.TextChoices):
    """What a standard describes."""

    CURRICULUM = "curriculum", _("curriculum standard")
    TEACHING = "teaching", _("professional teaching standard")
    TRAINING = "training", _("talent training standard")


class ResourceKind(models.TextChoices):
    """What a library holds."""

    DOCUMENT = "document", pgettext_lazy("resource", "document")
    VIDEO = "video", pgettext_lazy("resource", "video")
    COURSE = "course", pgettext_lazy("resource", "course")
    LINK = "link", pgettext_lazy("resource", "link")


class StoryKind(models.TextChoices):
    """Whom a story is about."""

    GRADUATE = "graduate", _("graduate")
    TEACHER = "teacher", _("teacher")
