"""Store the texts of a translation: what a person wrote, and what waits for one to confirm it."""

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation
from wagtail_localize.strings import StringValue, validate_translation_links

from . import history
from .models import Unconfirmed

# A text without formatting is kept escaped, so that what looks like a tag is one.
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True)
class Text:
    """A translation of one sentence, as the inline HTML that wagtail-localize keeps; `reason`: why it waits."""

    data: str
    reason: str = ""


def plain(data):
    """A stored text as it is read and typed: without tags, &amp; as &, <br/> as a new line."""
    return unescape(_TAG.sub("", _BREAK.sub("\n", data))) if "<" in data or "&" in data else data


def from_plain(text):
    """What is stored of a text that was typed without formatting; the other way round than `plain`."""
    return StringValue.from_plaintext(text).data


def has_markup(data):
    """Whether a stored text has formatting or links, so that it is typed with its tags."""
    return _TAG.search(_BREAK.sub("", data)) is not None


def fault_of(source, data):
    """What is wrong with the markup of a translated text, as a sentence; empty where nothing is."""
    try:
        StringValue.from_translated_html(data)
        validate_translation_links(source, data)
    except ValueError as error:
        return str(error.args[0])
    return ""


@transaction.atomic
def store(translation, texts, *, user=None, tool_name="", overwrite=True, action=""):
    """Store texts of a translation in place of those that are there; returns the number of rows that changed.

    texts: {StringSegment of the translation's source, with `string` and `context`: Text, or None to take the
    translation away}. An unconfirmed text, and one whose markup is broken, is kept but neither counted nor published.
    overwrite: False leaves every text that is there as it is, and raises IntegrityError where one comes meanwhile.
    action: what the page's history says of it, of `history`; empty: as each text is, translated, confirmed and so on.
    The number of queries does not depend on the number of texts. Raises ValueError for a segment of another page.
    """
    if any(segment.source_id != translation.source_id for segment in texts):
        raise ValueError("These are sentences of another page.")
    locale = translation.target_locale
    stored = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.select_for_update().filter(
            locale=locale, context__object_id=translation.source.object_id
        )
    }
    now, new, changed, gone, reasons, done = timezone.now(), [], [], [], {}, Counter()
    for segment, text in texts.items():
        row = stored.get((segment.string_id, segment.context_id))
        if row is not None and row.pk and not overwrite:
            continue
        if text is None:
            if row:
                gone.append(row.pk)
                done[action or "clear"] += 1
            continue
        machine = text.reason == Unconfirmed.Reason.MACHINE
        values = {
            "data": text.data,
            "translation_type": "machine" if machine else "manual",
            "tool_name": tool_name,
            "last_translated_by": user,
            "has_error": bool(text.reason or fault_of(segment.string.data, text.data)),
            "field_error": "",
        }
        if row is None:
            row = StringTranslation(translation_of=segment.string, locale=locale, context=segment.context)
            new.append(row)
        elif row.data == text.data and row.has_error == values["has_error"] and not text.reason:
            continue
        else:
            changed.append(row)
        kind = "machine" if machine else "confirm" if row.data == text.data and not text.reason else "translate"
        done[action or kind] += 1
        for name, value in (values | {"updated_at": now}).items():
            setattr(row, name, value)
        # Two segments of one sentence in one place are one text.
        stored[segment.string_id, segment.context_id] = row
        reasons[segment.string_id, segment.context_id] = text.reason
    StringTranslation.objects.bulk_create(new, batch_size=500)
    fields = ["data", "translation_type", "tool_name", "last_translated_by", "has_error", "field_error", "updated_at"]
    StringTranslation.objects.bulk_update({row.pk: row for row in changed if row.pk}.values(), fields, batch_size=200)
    StringTranslation.objects.filter(pk__in=gone).delete()
    rows = {key: stored[key] for key in reasons}
    Unconfirmed.objects.filter(string_translation__in=[row.pk for row in rows.values()]).delete()
    Unconfirmed.objects.bulk_create(
        [Unconfirmed(string_translation=rows[key], reason=reason) for key, reason in reasons.items() if reason]
    )
    _follow_title(translation, texts)
    for name, count in done.items():
        history.note_of(translation, name, user=user, count=count)
    return len(new) + len(changed) + len(gone)


def _follow_title(translation, texts):
    """The lists of the admin show the draft's title; rows that are written in bulk send no signal."""
    for segment, text in texts.items():
        if text is not None and segment.context.path == "title":
            length = Page._meta.get_field("draft_title").max_length
            Page.objects.filter(
                translation_key=translation.source.object_id, locale_id=translation.target_locale_id
            ).update(draft_title=text.data[:length])


def segments_of(translation):
    """The sentences of a translation in the order of the page, each with `string`, `context` and `stored`.

    `stored` is the StringTranslation in the language of the translation, whatever its state, or None; where a person
    has to confirm it, its `unconfirmed` is there without another query.
    """
    segments = list(
        StringSegment.objects.filter(source_id=translation.source_id)
        .select_related("string", "context")
        .order_by("order", "pk")
    )
    rows = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(
            locale_id=translation.target_locale_id, context__object_id=translation.source.object_id
        ).select_related("unconfirmed", "last_translated_by")
    }
    for segment in segments:
        segment.stored = rows.get((segment.string_id, segment.context_id))
    return segments


def is_unconfirmed(row):
    """Why a StringTranslation waits for a person, as an `Unconfirmed.Reason`, or empty."""
    waiting = getattr(row, "unconfirmed", None) if row is not None and row.has_error else None
    return waiting.reason if waiting else ""


@transaction.atomic
def confirm(translation, segments, *, user):
    """A person stands for texts that a machine wrote or that were uncertain; returns how many there were."""
    found = {
        segment: Text(segment.stored.data)
        for segment in segments_of(translation)
        if segment.pk in {each.pk for each in segments} and is_unconfirmed(segment.stored)
    }
    return store(translation, found, user=user)
