"""The translation memory: what the same Chinese, or nearly the same, was translated as elsewhere on the site.

Each process that was asked holds the Chinese strings: about 20 MB for 100,000 of them, and at most a quarter more than
`MOST`. A string never changes, so that only new ones are read. What is found is checked against the database, which
alone knows the translations.
"""

import threading
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max
from django.utils.text import capfirst
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from wagtail.models import Locale, Page
from wagtail_localize.models import String, StringTranslation

from . import texts
from .conf import source_language

NEAREST = 75
"""Percent: what is less alike is of no help to a translator."""

MOST = 200_000
"""Strings that a process holds; where the site has more, the newest."""

CANDIDATES = 1000
"""Chinese strings of one question whose translations are looked for; the nearest."""


@dataclass(frozen=True)
class Match:
    """A translation of the same or nearly the same Chinese.

    percent: how alike the Chinese is, 100 only where it is the same. source, translation: inline HTML as stored. times:
    how often this Chinese was translated so; what follows is of the last time: where, by whom (or None) and when.
    """

    percent: int
    source: str
    translation: str
    times: int
    place: str
    user: object
    at: datetime

    @property
    def text(self):
        """The translation as a person types it."""
        return texts.plain(self.translation)


def near(text, locale, *, exclude_context=None, limit=5):
    """The translations into a language of Chinese that is like `text`, the nearest and most frequent first.

    text: inline HTML, whose tags are not compared. locale: of the translations. exclude_context: primary key of the
    TranslationContext whose own text is not offered. Returns at most `limit` Matches; texts that wait for confirmation
    are not offered. Five queries, and one or two more where the site has new Chinese.
    """
    text = texts.plain(text).strip()
    source = Locale.objects.filter(language_code=source_language()).values_list("pk", flat=True).first()
    if not text or source is None:
        return []
    scores = {pk: (percent, zh) for pk, percent, zh in _held.like(text, source)}
    rows = StringTranslation.objects.filter(translation_of__in=scores, locale=locale, has_error=False).exclude(data="")
    if exclude_context is not None:
        rows = rows.exclude(context_id=exclude_context)
    rows = rows.values("translation_of", "translation_of__data", "data").order_by()
    found = []
    for row in rows.annotate(times=Count("pk"), last=Max("pk")):
        percent, zh = scores[row["translation_of"]]
        # What a process holds may have been taken back since.
        if texts.plain(row["translation_of__data"]).strip() == zh:
            found.append((percent, row["times"], row["last"], row["translation_of__data"]))
    found.sort(key=lambda each: each[:3], reverse=True)
    found = found[:limit]
    last = {
        row.pk: row
        for row in StringTranslation.objects.filter(pk__in=[pk for _percent, _times, pk, _zh in found]).select_related(
            "last_translated_by", "context__object"
        )
    }
    places = _places([row.context.object for row in last.values() if row.context], locale)
    return [
        Match(
            percent=percent,
            source=zh,
            translation=last[pk].data,
            times=times,
            place=places.get(last[pk].context and last[pk].context.object_id, ""),
            user=last[pk].last_translated_by,
            at=last[pk].updated_at,
        )
        for percent, times, pk, zh in found
        if pk in last
    ]


def forget():
    """Let this process read all strings anew."""
    _held.clear()


def _places(objects, locale):
    """{translation_key: name} of what texts belong to: the title of a page, the kind of anything else."""
    titles = dict(
        Page.objects.filter(translation_key__in={each.pk for each in objects}, locale=locale).values_list(
            "translation_key", "draft_title"
        )
    )
    kinds = {each.pk: ContentType.objects.get_for_id(each.content_type_id).model_class() for each in objects}
    return {
        each.pk: titles.get(each.pk) or (capfirst(kinds[each.pk]._meta.verbose_name) if kinds[each.pk] else "")
        for each in objects
    }


class _Strings:
    """The strings of the source language by their length, so that only those that can be near are compared."""

    def __init__(self):
        self.lock = threading.Lock()
        self.clear()

    def clear(self):
        self.locale, self.last, self.count, self.held, self.by_length = None, 0, 0, 0, {}

    def like(self, text, locale):
        """(primary key, percent, text) of the strings that are at least `NEAREST` percent like `text`."""
        least = NEAREST / 100
        lengths = range(_up(len(text) * least), int(len(text) / least) + 1)
        found = []
        with self.lock:
            self._follow(locale)
            for length in lengths:
                if texts_of_length := self.by_length.get(length):
                    found += process.extract(
                        text,
                        texts_of_length,
                        scorer=Levenshtein.normalized_similarity,
                        score_cutoff=least,
                        limit=CANDIDATES,
                    )
        found.sort(key=lambda each: each[1], reverse=True)
        return [(pk, 100 if zh == text else min(99, int(score * 100)), zh) for zh, score, pk in found[:CANDIDATES]]

    def _follow(self, locale):
        if locale != self.locale or self.held > MOST * 1.25:
            self.clear()
        self.locale = locale
        strings = String.objects.filter(locale=locale)
        now = strings.aggregate(count=Count("pk"), last=Max("pk"))
        if (now["count"], now["last"] or 0) == (self.count, self.last):
            return
        new = list(strings.filter(pk__gt=self.last).order_by("-pk").values_list("pk", "data")[:MOST])
        if self.last and self.count + len(new) != now["count"]:
            # Some were deleted, or one with a lower key was committed later than its neighbour.
            self.by_length, self.held = {}, 0
            new = list(strings.order_by("-pk").values_list("pk", "data")[:MOST])
        for pk, data in new:
            zh = texts.plain(data).strip()
            self.by_length.setdefault(len(zh), {})[pk] = zh
        self.held += len(new)
        self.count, self.last = now["count"], max(new[0][0] if new else 0, now["last"] or 0)


def _up(number):
    return -int(-number // 1)


_held = _Strings()
