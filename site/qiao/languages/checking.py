"""Checks before a translation is submitted: what a person should look at again, sentence by sentence, and why.

A warning forbids nothing, except where the markup is broken. Whoever submits all the same passes it over, and the
reviewer sees which were.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from statistics import median

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page
from wagtail_localize.models import StringTranslation

from qiao import chinese
from qiao.bilingual import glossary

from . import comparing, texts
from .models import PassedWarning, Unconfirmed

USUAL_LENGTH = 4.0
"""Characters that a translation has for one of the Chinese: between 3.7 (Kyrgyz) and 4.1 (Uzbek) in the demo's courses.
Holds until a language has `ENOUGH` sentences of its own."""

ENOUGH = 50
SAMPLE = 500
"""The newest sentences of a language from which its usual length is taken."""

SHORT = 6
"""Characters of Chinese below which a translation may have any length: words and labels."""


class Kind(models.TextChoices):
    """What a warning is about, in the order in which they are told."""

    BROKEN = "broken", gettext_lazy("Formatting that can't be published")
    EMPTY = "empty", gettext_lazy("Not translated")
    UNCONFIRMED = "unconfirmed", gettext_lazy("Not confirmed by a person")
    SAME = "same_as_source", gettext_lazy("Still Chinese")
    NUMBERS = "numbers", gettext_lazy("Numbers that differ")
    UNITS = "units", gettext_lazy("Units that are missing")
    PLACEHOLDERS = "placeholders", gettext_lazy("Placeholders and addresses that are missing")
    LINKS = "links", gettext_lazy("Links and formatting that are missing")
    TERM = "term", gettext_lazy("Terms translated otherwise")
    LENGTH = "length", gettext_lazy("Much longer than usual")


@dataclass(frozen=True)
class TextWarning:
    """Something about a sentence to look at again.

    segment: the StringSegment, with `string` and `context`. kind: a `Kind`. reason: a sentence in the language of the
    person who asked. passed_by, passed_at: who submitted the text all the same and when, where anybody did.
    """

    segment: object
    kind: Kind
    reason: str
    passed_by: object = None
    passed_at: datetime | None = None

    @property
    def blocks(self):
        """Whether the translation can't be submitted like this."""
        return self.kind == Kind.BROKEN

    @property
    def zh(self):
        """The Chinese sentence as it is read."""
        return texts.plain(self.segment.string.data)

    @property
    def text(self):
        """The text that is warned of, as stored; empty where there is none."""
        stored = self.segment.stored
        return stored.data if stored is not None else ""


def warnings(translation, segments=None):
    """The TextWarnings of a translation in the order of the page.

    segments: those of `texts.segments_of`, all or some, where they were read already. The number of queries does not
    depend on how many there are.
    """
    if segments is None:
        segments = texts.segments_of(translation)
    # A sentence that stands twice in one place is one text.
    segments = list({(each.string_id, each.context_id): each for each in reversed(segments)}.values())[::-1]
    terms = glossary.agreed([texts.plain(each.string.data) for each in segments], translation.target_locale)
    check = _Check(translation, terms_of={each.pk: found for each, found in zip(segments, terms, strict=True)})
    return [TextWarning(segment, kind, reason) for segment in segments for kind, reason in _of_stored(segment, check)]


def warnings_of(translation, segment, data, terms):
    """The TextWarnings of a text that is still being typed; an empty one has none.

    segment: one of `texts.segments_of`. data: inline HTML. terms: those of `glossary.agreed` in the sentence.
    """
    if not data.strip():
        return []
    check = _Check(translation, terms_of={segment.pk: terms})
    found = [(Kind.BROKEN, fault)] if (fault := texts.fault_of(segment.string.data, data)) else []
    return [TextWarning(segment, kind, reason) for kind, reason in [*found, *check(segment, data)]]


def passed(translation, found=None):
    """The TextWarnings that somebody passed over when submitting, with `passed_by` and `passed_at`.

    What was passed over is void where the text is another one since. found: those of `warnings`, where they are known.
    """
    rows = {
        (row.context_id, row.kind): row
        for row in PassedWarning.objects.filter(translation=translation).select_related("passed_by")
    }
    if not rows:
        return []
    if found is None:
        found = warnings(translation)
    passed_texts = _texts(found)
    return [
        replace(each, passed_by=row.passed_by, passed_at=row.passed_at)
        for each in found
        if (row := rows.get(key := (each.segment.context_id, each.kind))) is not None and row.text == passed_texts[key]
    ]


def digest(found):
    """A short text that is another one as soon as other warnings are found, or for other texts."""
    told = [(each.segment.pk, str(each.kind), each.text) for each in found]
    return sha256(repr(told).encode()).hexdigest()[:16]


def pass_over(translation, found, *, user):
    """Keep which warnings were passed over, in place of those of an earlier time; `api.start_review` calls this."""
    PassedWarning.objects.filter(translation=translation).delete()
    PassedWarning.objects.bulk_create(
        PassedWarning(translation=translation, context_id=context, kind=kind, text=text, passed_by=user)
        for (context, kind), text in _texts(found).items()
    )


def grouped(found):
    """[(Kind, its TextWarnings)] in the order of the kinds."""
    by_kind = defaultdict(list)
    for each in found:
        by_kind[each.kind].append(each)
    return [(kind, by_kind[kind]) for kind in Kind if kind in by_kind]


def usual_length(locale):
    """How many characters translations into a language have for one of the Chinese, as a number."""
    rows = StringTranslation.objects.filter(locale=locale, has_error=False).order_by("-pk")
    ratios = []
    for source, data in rows.values_list("translation_of__data", "data")[:SAMPLE]:
        length = _length(texts.plain(source))
        if length >= SHORT and chinese.has_hanzi(source):
            ratios.append(len(texts.plain(data)) / length)
    return median(ratios) if len(ratios) >= ENOUGH else USUAL_LENGTH


def _texts(found):
    """{(context, kind): texts}: the sentences of a formatted text share one context."""
    grouped_texts = defaultdict(list)
    for each in found:
        grouped_texts[each.segment.context_id, each.kind].append(each.text)
    return {key: "\n".join(each) for key, each in grouped_texts.items()}


def _of_stored(segment, check):
    stored = segment.stored
    if stored is None or not stored.data.strip():
        yield Kind.EMPTY, _("There is no translation: readers would see Chinese.")
        return
    if reason := texts.is_unconfirmed(stored):
        yield Kind.UNCONFIRMED, str(_UNCONFIRMED[reason])
    if fault := texts.fault_of(segment.string.data, stored.data) or stored.field_error:
        yield Kind.BROKEN, fault
    yield from check(segment, stored.data)


_UNCONFIRMED = {
    Unconfirmed.Reason.MACHINE: gettext_lazy(
        "A machine wrote this and nobody has confirmed it: readers would see Chinese."
    ),
    Unconfirmed.Reason.FUZZY: gettext_lazy(
        "This is marked as uncertain: until somebody confirms it, readers see Chinese."
    ),
}


class _Check:
    """The checks of one translation, with what they need to know of its language."""

    def __init__(self, translation, terms_of):
        self.locale = translation.target_locale
        self.language = self.locale.language_code
        self.terms_of = terms_of
        self.usual = usual_length(self.locale)
        self.is_page = issubclass(translation.source.specific_content_type.model_class(), Page)

    def __call__(self, segment, data):
        """(kind, reason) of each thing to look at in a translated text, inline HTML."""
        source, text = texts.plain(segment.string.data).strip(), texts.plain(data).strip()
        if text == source:
            if chinese.has_hanzi(source):
                yield Kind.SAME, _("The translation is the Chinese text itself.")
            return
        if reason := self._numbers(source, text):
            yield Kind.NUMBERS, reason
        for measure in comparing.measures(source, text, self.language):
            yield (
                Kind.UNITS,
                _("The Chinese has %(measure)s, the translation has the number without the unit (%(unit)s).")
                % {"measure": measure.text, "unit": measure.usual},
            )
        if missing := comparing.placeholders(source, text):
            yield (
                Kind.PLACEHOLDERS,
                _("The translation lacks %(placeholders)s, which must stand there unchanged.")
                % {"placeholders": ", ".join(missing)},
            )
        links, formats = comparing.tags(segment.string.data, data)
        for link in links:
            yield Kind.LINKS, _("The translation lacks the link of “%(text)s”.") % {"text": link}
        if formats:
            names = ", ".join(f"<{name}>" for name in formats)
            yield Kind.LINKS, _("The translation lacks formatting that the Chinese has: %(tags)s.") % {"tags": names}
        for term in self.terms_of[segment.pk]:
            # A term's own meaning is what is being agreed.
            is_itself = not self.is_page and term.hanzi == source
            if term.meaning and not is_itself and not comparing.says(text, term.meaning, self.language):
                yield (
                    Kind.TERM,
                    _("The agreed translation of %(hanzi)s is “%(meaning)s”.")
                    % {"hanzi": term.hanzi, "meaning": term.meaning},
                )
        length = _length(source)
        if length >= SHORT and len(text) > 2 * self.usual * length:
            yield (
                Kind.LENGTH,
                _("The translation has %(length)d characters; for a sentence like this about %(usual)d are usual.")
                % {"length": len(text), "usual": round(self.usual * length)},
            )

    def _numbers(self, source, text):
        missing, extra = (", ".join(each) for each in comparing.numbers(source, text))
        if missing and extra:
            return _("The Chinese has %(source)s, the translation has %(translation)s.") % {
                "source": missing,
                "translation": extra,
            }
        if missing:
            return _("The Chinese has %(source)s, the translation has not.") % {"source": missing}
        if extra:
            return _("The translation has %(translation)s, the Chinese has not.") % {"translation": extra}
        return ""


def _length(text):
    return len("".join(text.split()))
