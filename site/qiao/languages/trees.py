"""The trees of the languages: their homes, and which pages one language has alone."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from wagtail.models import Page

from .conf import source_language


def homes():
    """The live home pages, one a language, in the order of the languages of the site."""
    order = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    pages = Page.objects.filter(depth=2).select_related("locale")
    return sorted(
        (page for page in pages if page.locale.language_code in order),
        key=lambda page: order.index(page.locale.language_code),
    )


def with_sources(pages):
    """Pages of a query, each knowing as `has_chinese_source` whether there is a Chinese page of it."""
    source = Page.objects.filter(translation_key=OuterRef("translation_key"), locale__language_code=source_language())
    return pages.annotate(has_chinese_source=Exists(source))
