"""The trees of the languages: their homes, which languages a page is for, and which pages one language has alone."""

from django.db.models import Exists, OuterRef
from wagtail.models import Page

from .conf import languages, place, source_language


def homes():
    """The live home pages, one a language, in the order of the languages of the site."""
    pages = Page.objects.filter(depth=2, locale__language_code__in=languages()).select_related("locale")
    return sorted(pages, key=lambda page: place(page.locale.language_code))


def is_offered(instance, locale):
    """Whether a Chinese page or snippet may be translated into a language."""
    offered = instance.offered_languages() if hasattr(instance, "offered_languages") else None
    return not offered or locale.language_code in offered


def with_sources(pages):
    """Pages of a query, each knowing as `has_chinese_source` whether there is a Chinese page of it."""
    source = Page.objects.filter(translation_key=OuterRef("translation_key"), locale__language_code=source_language())
    return pages.annotate(has_chinese_source=Exists(source))
