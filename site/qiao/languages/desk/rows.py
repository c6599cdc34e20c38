"""What the desk shows of a translation: its sentences in the order of the page, and what helps to translate them."""

import json
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.functional import cached_property
from wagtail_localize.models import StringTranslation, Translation

from qiao import chinese
from qiao.bilingual import glossary, render, sentences

from .. import changes, comments, headings, texts
from . import boxes, saving

MOST_BESIDE = 2
"""Languages that may stand beside the Chinese."""


@dataclass(frozen=True)
class Beside:
    """A sentence in another language: its text, which may belong to an earlier Chinese (`outdated`) or be missing."""

    locale: object
    text: str = ""
    outdated: bool = False


@dataclass
class Row:
    """One sentence of the desk.

    state: "empty", "outdated" (there is a translation of an earlier Chinese), "unconfirmed", "error" or "done". text:
    what its box holds; seen: what is stored. zh: safe HTML. outcome: what became of it when the form was sent.
    """

    segment: object
    zh: str
    label: str
    formatted: bool
    state: str
    text: str = ""
    message: str = ""
    reason: str = ""
    change: changes.Change | None = None
    earlier: str = ""
    beside: list = field(default_factory=list)
    comments: int = 0
    seen: str = ""
    outcome: saving.Outcome | None = None

    @property
    def needs_work(self):
        """Whether a person has to do something before readers have this sentence."""
        return self.state != "done"

    @cached_property
    def anchors(self):
        """Ids of elements of the reader's page with a space between: the sentence's, and of the block around it."""
        _field, *steps = self.segment.context.path.split(".")
        return " ".join([render.anchor({"id": step}) for step in steps[-1:]] + [f"b-{step}" for step in steps[:1]])


@dataclass(frozen=True)
class Group:
    """The sentences of one block or field; heading: what it is called in the editor of pages."""

    heading: str
    rows: list


def groups_of(translation, beside=(), typed=None, outcomes=None):
    """The Groups of a translation.

    beside: Locales that stand beside the Chinese. typed, outcomes: what was sent and what became of it, as in
    `saving.save`; what was not stored stays in its box. The number of queries does not depend on the number of
    sentences.
    """
    segments = _once(texts.segments_of(translation))
    formatted = boxes.formatted_contexts(translation)
    changed = changes.of(translation)
    spoken = _Chinese(translation.source)
    others = _beside(translation, segments, beside, formatted)
    open_comments = comments.open_in(translation)
    model = translation.source.specific_content_type.model_class()
    placed = []
    for segment in segments:
        is_formatted = segment.context_id in formatted
        key, heading, label = headings.of(model, segment.context)
        row = _row(segment, is_formatted, changed.get(segment.pk))
        row.zh, row.label = spoken.of(segment, is_formatted), label
        row.beside = others.get(segment.pk, [])
        row.comments = open_comments.get(segment.context_id, 0)
        outcome = (outcomes or {}).get(segment.pk)
        if outcome is not None and not outcome.is_stored:
            row.outcome, row.text = outcome, typed[segment.pk].text
        placed.append((key, heading, row))
    return [
        Group(heading, [row for _key, _heading, row in found])
        for (_key, heading), found in groupby(placed, key=lambda each: each[:2])
    ]


def locales_beside(translation):
    """The Locales that a translation's page is translated into besides its own."""
    others = Translation.objects.filter(source_id=translation.source_id, enabled=True).exclude(pk=translation.pk)
    return [other.target_locale for other in others.select_related("target_locale").order_by("target_locale_id")]


def _once(segments):
    # Two segments of one sentence in one place are one text.
    return list({(segment.string_id, segment.context_id): segment for segment in reversed(segments)}.values())[::-1]


def _row(segment, formatted, change):
    stored = segment.stored
    row = Row(segment, zh="", label="", formatted=formatted, state="empty", change=change)
    if change is not None:
        row.earlier = boxes.shown(change.earlier, formatted=formatted)
    if stored is not None:
        row.text = row.seen = boxes.shown(stored.data, formatted=formatted)
        row.reason = texts.is_unconfirmed(stored)
        row.message = saving.fault(segment, stored)
        row.state = "unconfirmed" if row.reason else "error" if stored.has_error else "done"
    elif change is not None:
        row.state = "outdated"
    return row


class _Chinese:
    """The Chinese of a source with the pinyin that its editors gave it; computed only where none is kept."""

    def __init__(self, source):
        self.kept = {}
        for value in json.loads(source.content_json).values():
            # A StreamField is kept as text within the text.
            self._collect(_decoded(value))

    def _collect(self, value):
        if isinstance(value, list):
            for each in value:
                self._collect(each)
        elif isinstance(value, dict) and isinstance(value.get("zh"), str) and "id" in value:
            self.kept[value["id"]] = value
        elif isinstance(value, dict):
            for each in value.values():
                self._collect(each)

    def of(self, segment, formatted):
        """The Chinese of a segment as safe HTML, with pinyin above."""
        zh = boxes.shown(segment.string.data, formatted=formatted)
        kept = self.kept.get(segment.context.path.rsplit(".", 1)[-1])
        if kept is None or kept["zh"] != zh:
            kept = {"zh": zh}
        [sentence] = sentences.normalise([kept]) or [{"zh": zh, "pinyin": [], "words": []}]
        if chinese.has_hanzi(zh) and not sentences.is_complete(sentence):
            [sentence] = sentences.complete([sentence], glossary.terms())
        return render.ruby(sentence)


def _decoded(value):
    if isinstance(value, str) and value.startswith(("[", "{")):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _beside(translation, segments, locales, formatted):
    """{key of the segment: [Beside]} of languages, confirmed texts only."""
    if not locales:
        return {}
    here, there = {}, {}
    for row in StringTranslation.objects.filter(
        locale__in=locales, context__object_id=translation.source.object_id, has_error=False
    ).order_by("updated_at", "pk"):
        here[row.locale_id, row.context_id, row.translation_of_id] = row.data
        there[row.locale_id, row.context_id] = row.data
    texts_in = {}
    for segment in segments:
        texts_in[segment.context_id] = texts_in.get(segment.context_id, 0) + 1

    def text(segment, locale):
        data = here.get((locale.pk, segment.context_id, segment.string_id))
        outdated = data is None
        if outdated and texts_in[segment.context_id] == 1:
            data = there.get((locale.pk, segment.context_id))
        if data is None:
            return Beside(locale)
        return Beside(locale, boxes.shown(data, formatted=segment.context_id in formatted), outdated)

    return {segment.pk: [text(segment, locale) for locale in locales] for segment in segments}
