"""How far translations are, in sentences: counted from the string translations, never from the body of a page."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Q
from wagtail_localize.models import StringSegment, StringTranslation


@dataclass(frozen=True)
class Progress:
    """How far a translation is, in sentences: all, translated, out of date, and those that a person has to look at.

    outdated: places whose Chinese changed since they were translated. unconfirmed: texts that are stored but do not
    count yet, because a machine wrote them, a file calls them uncertain, or their markup is broken.
    """

    total: int
    translated: int
    outdated: int
    unconfirmed: int = 0

    @property
    def percent(self):
        """Whole percent, rounded down, so that 100 means that nothing is missing."""
        return 100 if not self.total else 100 * self.translated // self.total


def totals(keys):
    """{translation key: number of sentences} of the pages and terms that were ever submitted for translation."""
    segments = StringSegment.objects.filter(source__object_id__in=keys).order_by()
    return dict(segments.values_list("source__object_id").annotate(Count("pk")))


def count(keys, locales):
    """{(translation key, key of the locale): Progress} of pages and terms; a pair without a single text is left out.

    keys: translation keys, as a list or a query. Three queries, whatever the number of pages and languages.
    """
    total, changed = totals(keys), outdated(keys, locales)
    rows = (
        _texts(keys, locales)
        .values_list("context__object_id", "locale")
        .annotate(translated=Count("pk", filter=_HERE & _COUNTS), unconfirmed=Count("pk", filter=_HERE & ~_COUNTS))
    )
    return {
        (key, locale): Progress(total.get(key, 0), translated, changed.get((key, locale), 0), unconfirmed)
        for key, locale, translated, unconfirmed in rows
    }


def outdated(keys, locales):
    """{(translation key, key of the locale): number} of the places whose Chinese changed since they were translated.

    There a text of a Chinese sentence that is gone is kept, and a sentence that stands there now has none that counts.
    keys: as of `count`, or None for everything.
    """
    segments = Count("context__stringsegment", distinct=True)
    done = Count("context__stringsegment", filter=_HERE & _COUNTS, distinct=True)
    gone = Count("pk", distinct=True) - Count("pk", filter=_HERE, distinct=True)
    rows = _texts(keys, locales).values_list("context__object_id", "locale", "context")
    rows = rows.annotate(gone=gone, missing=segments - done).filter(gone__gt=0, missing__gt=0)
    return Counter((key, locale) for key, locale, *_rest in rows)


# Compared where the place is known, not looked up: the same Chinese stands in many places.
_HERE = Q(context__stringsegment__string=F("translation_of"))
_COUNTS = Q(has_error=False)


def _texts(keys, locales):
    """The stored texts, each beside every sentence that stands in its place now."""
    rows = StringTranslation.objects.filter(context__stringsegment__isnull=False, locale__in=locales)
    return (rows if keys is None else rows.filter(context__object_id__in=keys)).order_by()


def progress(translation):
    """The Progress of one translation."""
    key, locale = translation.source.object_id, translation.target_locale_id
    return count([key], [locale]).get((key, locale)) or Progress(totals([key]).get(key, 0), 0, 0)
