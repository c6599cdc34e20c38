"""Store what was typed, unless somebody else has written the same sentence in the meantime."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail_localize.models import StringSegment, StringTranslation, TemplateSegment, Translation

from .. import texts
from . import boxes


@dataclass(frozen=True)
class Typed:
    """What came from a box: `seen` are the texts that it had or sent before, `confirm` that a person stands for it."""

    text: str
    seen: tuple = ()
    confirm: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a box.

    state: "done", "empty", "unconfirmed" or "error" (kept, but neither counted nor published), "conflict" or "refused"
    (not stored), "gone" (the sentence is no longer in the page). text: what the box holds now; in a conflict it is the
    text of `by`, a person or None, of the time `at`.
    """

    state: str
    text: str = ""
    message: str = ""
    by: object = None
    at: datetime | None = None

    @property
    def is_stored(self):
        """Whether the text is safe with the server."""
        return self.state not in ("conflict", "refused", "gone")


@transaction.atomic
def save(translation, typed, *, user):
    """Store texts of a translation; returns {key of the StringSegment: Outcome} for each that was given.

    typed: {key of the StringSegment: Typed}. A text is stored where the sentence still has one of the texts that were
    seen; where it has another, that one stays. The number of queries does not depend on the number of texts.
    """
    # One writer at a time: rows that do not exist yet cannot be locked.
    Translation.objects.select_for_update().get(pk=translation.pk)
    segments = {
        segment.pk: segment
        for segment in StringSegment.objects.filter(source_id=translation.source_id, pk__in=list(typed)).select_related(
            "string", "context"
        )
    }
    contexts = [segment.context_id for segment in segments.values()]
    formatted = set(
        TemplateSegment.objects.filter(source_id=translation.source_id, context__in=contexts).values_list(
            "context_id", flat=True
        )
    )
    rows = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(
            locale_id=translation.target_locale_id, context__in=contexts
        ).select_related("unconfirmed", "last_translated_by")
    }
    outcomes, changes = {}, {}
    for pk, each in typed.items():
        segment = segments.get(pk)
        if segment is None:
            outcomes[pk] = Outcome("gone", each.text)
            continue
        row = rows.get((segment.string_id, segment.context_id))
        outcomes[pk] = _judge(each, segment, row, segment.context_id in formatted, changes)
    texts.store(translation, changes, user=user)
    return outcomes


def _judge(typed, segment, row, formatted, changes):
    # What becomes of one box; what is to be stored is added to `changes`.
    source = segment.string.data
    try:
        boxes.check(typed.text)
    except ValueError as error:
        return Outcome("refused", typed.text, str(error))
    here = boxes.shown(row.data, formatted=formatted) if row else ""
    data = boxes.stored(typed.text, formatted=formatted, source=source)
    if _plain(typed.text) == _plain(here) or data == (row.data if row else ""):
        if row is None:
            return Outcome("empty")
        if not row.has_error:
            return Outcome("done", here)
        if not typed.confirm or row.field_error:
            return Outcome("unconfirmed" if texts.is_unconfirmed(row) else "error", here, fault(segment, row))
    elif _plain(here) not in map(_plain, typed.seen):
        return Outcome("conflict", here, by=row and row.last_translated_by, at=row and row.updated_at)
    changes[segment] = texts.Text(data) if data else None
    if not data:
        return Outcome("empty")
    message = texts.fault_of(source, data)
    return Outcome("error" if message else "done", boxes.shown(data, formatted=formatted), message)


def _plain(text):
    return text.replace("\r\n", "\n").strip()


def fault(segment, row):
    """Why a stored text is not published, as a sentence; empty where nothing is wrong or a person has to confirm it."""
    if not row.has_error or texts.is_unconfirmed(row):
        return ""
    return texts.fault_of(segment.string.data, row.data) or row.field_error


def note_errors(translation, error):
    """Keep what was wrong when publishing beside the texts that it is about; returns sentences to show."""
    if not hasattr(error, "error_dict"):
        return error.messages
    segments = {segment.context.path: segment for segment in texts.segments_of(translation)}
    said = []
    for name, errors in error.error_dict.items():
        segment = segments.get(name)
        said += [f"{name}: {message}" for message in ValidationError(errors).messages]
        if segment is not None and segment.stored is not None:
            segment.stored.set_field_error(errors)
    return said
