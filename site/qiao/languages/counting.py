"""How far translations are, in sentences: counted from the string translations, never from the body of a page."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q
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
    found = {pair: list(numbers) for pair, numbers in _stored(keys, locales).items()}
    for *pair, number in outdated(keys, locales):
        found.setdefault(tuple(pair), [0, 0]).append(number)
    total = totals(keys)
    return {
        (key, locale): Progress(total.get(key, 0), done, changed[0] if changed else 0, waiting)
        for (key, locale), (done, waiting, *changed) in found.items()
    }


def _stored(keys, locales):
    """{(translation key, key of the locale): (translated, unconfirmed)}."""
    rows = (
        StringTranslation.objects.filter(
            context__object_id__in=keys, context__stringsegment__string=F("translation_of"), locale__in=locales
        )
        .order_by()
        .values_list("context__object_id", "locale")
        .annotate(done=Count("pk", filter=Q(has_error=False)), waiting=Count("pk", filter=Q(has_error=True)))
    )
    return {(key, locale): numbers for key, locale, *numbers in rows}


def outdated(keys, locales):
    """(translation key, key of the locale, number) of what has places whose Chinese changed since, as a query.

    There a text of a Chinese sentence that is gone is kept, and a sentence that stands there now has none that counts.
    keys: as of `count`, or None for everything.
    """
    segments = StringSegment.objects.filter(context_id=OuterRef("context_id"))
    done = StringTranslation.objects.filter(
        context_id=OuterRef("context_id"),
        translation_of_id=OuterRef("string_id"),
        locale_id=OuterRef(OuterRef("locale_id")),
        has_error=False,
    )
    rows = StringTranslation.objects.filter(locale__in=locales)
    if keys is not None:
        rows = rows.filter(context__object_id__in=keys)
    return (
        rows.filter(~Exists(segments.filter(string_id=OuterRef("translation_of_id"))))
        .filter(Exists(segments.filter(~Exists(done))))
        .order_by()
        .values_list("context__object_id", "locale")
        .annotate(Count("context_id", distinct=True))
    )


def progress(translation):
    """The Progress of one translation."""
    key, locale = translation.source.object_id, translation.target_locale_id
    return count([key], [locale]).get((key, locale)) or Progress(totals([key]).get(key, 0), 0, 0)
