"""Dates as precise as their source: a year, a month or a day, written 2025, 2025-06 or 2025-06-21."""

import calendar
import datetime
import re
from functools import cache

import icu
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

__all__ = ["HELP", "PartialDateField", "first_day", "in_order", "last_day", "shown", "validate"]

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
HELP = gettext_lazy("A year, a month or a day: 2025, 2025-06 or 2025-06-21.")


def _parts(value):
    found = _PARTIAL.fullmatch(value or "")
    return [int(part) for part in found.groups() if part] if found else None


def validate(value):
    """Raise ValidationError for anything that is no year, month or day of the years 1900 to 2199."""
    parts = _parts(value)
    try:
        if parts is None or not 1900 <= parts[0] < 2200:
            raise ValueError(value)
        datetime.date(*parts, *[1] * (3 - len(parts)))
    except ValueError as error:
        message = _("“%(value)s” is no date: write a year, a month or a day, such as 2025, 2025-06 or 2025-06-21.")
        raise ValidationError(message % {"value": value}, code="date") from error


def first_day(value):
    """The first day of it as a date, None where nothing is known."""
    parts = _parts(value)
    return datetime.date(*parts, *[1] * (3 - len(parts))) if parts else None


def last_day(value):
    """The last day of it as a date, None where nothing is known."""
    parts = _parts(value)
    if not parts:
        return None
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return datetime.date(year, month, day)


def in_order(start, end):
    """Raise ValidationError where a period ends before it starts; either may be empty."""
    if start and end and last_day(end) < first_day(start):
        message = _("This period ends (%(end)s) before it starts (%(start)s).")
        raise ValidationError(message % {"start": start, "end": end}, code="order")


@cache
def _month_format(language):
    # Django's formats give a month as it begins a sentence, and in Kazakh as a number.
    locale = icu.Locale.forLanguageTag(language)
    pattern = icu.DateTimePatternGenerator.createInstance(locale).getBestPattern("yMMMM")
    return icu.SimpleDateFormat(pattern, locale)


def shown(value):
    """It in the active language: “2025年”, “June 2025”, “21 июня 2025 г.”; "" where nothing is known."""
    parts = _parts(value)
    if not parts:
        return ""
    if len(parts) == 1:
        return _("%(year)s") % {"year": parts[0]}
    if len(parts) == 2:
        return _month_format(get_language() or "en").format(datetime.datetime(*parts, 15, tzinfo=datetime.UTC))
    return formats.date_format(first_day(value), "DATE_FORMAT")


class PartialDateField(models.CharField):
    """A column for such a date."""

    default_validators = [validate]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("help_text", HELP)
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        """A text, also of the number or the date that a file of content gives."""
        return value.isoformat() if isinstance(value, datetime.date) else super().to_python(value)
