"""How far the terms, and whatever else is translated as snippets, are in every language."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.models import DraftStateMixin, TranslatableMixin
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import StringSegment, StringTranslation

from .. import api


@dataclass(frozen=True)
class Share:
    """Snippets of a kind in one language: how many are begun of how many, and whole percent of their sentences."""

    begun: int
    total: int
    percent: int
    url: str


def summary(user, locales):
    """[(kind, number of Chinese ones, [Share, one a language])] of every translatable snippet that there is.

    Those that are not begun weigh as much as those that are, on average.
    """
    models = [model for model in get_snippet_models() if issubclass(model, TranslatableMixin)]
    types = ContentType.objects.get_for_models(*models)
    keys = [kind.pk for kind in types.values()]
    sentences = dict(_sentences(keys, locales))
    translated = dict(_translated(keys, locales))
    found = []
    for model in models:
        numbers = dict(_published(model).order_by().values_list("locale").annotate(Count("pk")))
        total = numbers.get(api.source_locale().pk, 0)
        if not total:
            continue
        may_view = model.snippet_viewset.permission_policy.user_has_any_permission(user, {"add", "change", "view"})
        url = reverse(model.snippet_viewset.get_url_name("list")) if may_view else ""
        shares = []
        for locale in locales:
            begun, pair = min(numbers.get(locale.pk, 0), total), (types[model].pk, locale.pk)
            of = sentences.get(pair, 0) * total
            percent = 100 * translated.get(pair, 0) * begun // of if of else 100 * begun // total
            shares.append(Share(begun, total, percent, url and f"{url}?locale={locale.language_code}"))
        found.append((capfirst(model._meta.verbose_name_plural), total, shares))
    return found


def _published(model):
    """All snippets of a kind, in Chinese only those that are there for translation."""
    objects = model._default_manager.all()
    if issubclass(model, DraftStateMixin):
        objects = objects.exclude(Q(live=False), locale=api.source_locale())
    return objects


def _sentences(types, locales):
    """((key of the type, key of the locale), number) of what there is to translate where it is begun."""
    rows = StringSegment.objects.filter(
        source__specific_content_type__in=types,
        source__translations__target_locale__in=locales,
        source__translations__enabled=True,
    )
    rows = rows.order_by().values_list("source__specific_content_type", "source__translations__target_locale")
    return (((kind, locale), number) for kind, locale, number in rows.annotate(Count("pk")))


def _translated(types, locales):
    """The same of what is translated."""
    rows = StringTranslation.objects.filter(
        context__object__content_type__in=types, context__stringsegment__isnull=False, locale__in=locales
    )
    here = Q(context__stringsegment__string=F("translation_of"), has_error=False)
    rows = rows.order_by().values_list("context__object__content_type", "locale")
    return (((kind, locale), number) for kind, locale, number in rows.annotate(number=Count("pk", filter=here)))
