"""The trees of the languages: their homes, and which pages are one page in several languages."""

from django.conf import settings
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


def translations_of_source(page):
    """The pages in other languages that were translated from this Chinese page; also after it was deleted."""
    if page.locale.language_code != source_language():
        return Page.objects.none()
    return (
        Page.objects.filter(translation_key=page.translation_key)
        .exclude(locale_id=page.locale_id)
        .select_related("locale")
    )
