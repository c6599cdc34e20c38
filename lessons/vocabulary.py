"""Words that courses and terms are described with: fields, levels, parts of speech, where a meaning comes from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

FIELDS = [
    ("railway-signalling", _("Railway signalling")),
    ("railway-engineering", _("Railway engineering")),
    ("smart-logistics", _("Smart logistics")),
    ("petroleum-engineering", _("Petroleum engineering")),
    ("modern-agriculture", _("Modern agriculture")),
    ("mechanical-manufacturing", _("Mechanical manufacturing")),
    ("general", _("General")),
]


def vocational_fields():
    """The trades that are taught, as choices; `QIAO_VOCATIONAL_FIELDS` adds a site's own."""
    return [*FIELDS, *getattr(settings, "QIAO_VOCATIONAL_FIELDS", [])]


class Standard(models.TextChoices):
    """Which Chinese proficiency standard a level is counted in; the three differ for the same word."""

    HSK2 = "hsk-2.0", _("HSK 2.0 (2010)")
    GF0025 = "gf-0025-2021", _("GF 0025—2021")
    SYLLABUS2026 = "syllabus-2026", _("HSK syllabus of July 2026")


LEVELS = [(level, f"HSK {level}") for level in range(1, 10)]


class PartOfSpeech(models.TextChoices):
    """Parts of speech as Chinese textbooks for foreigners name them."""

    NOUN = "noun", _("noun")
    VERB = "verb", _("verb")
    ADJECTIVE = "adjective", _("adjective")
    ADVERB = "adverb", _("adverb")
    MEASURE = "measure", _("measure word")
    PHRASE = "phrase", _("phrase")
    EXPRESSION = "expression", _("set expression")


class Origin(models.TextChoices):
    """Where a meaning comes from."""

    EDITOR = "editor", _("the editors")
    CEDICT = "cc-cedict", "CC-CEDICT"
    FILE = "file", _("an imported file")
