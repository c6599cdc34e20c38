"""The languages of the site, and the one that bilingual content is written in."""

from django.conf import settings


def source_language():
    """Code of the source language: Chinese, unless a site names its own variant in `QIAO_SOURCE_LANGUAGE`."""
    return getattr(settings, "QIAO_SOURCE_LANGUAGE", "zh-hans")


def place(code):
    """Where a language stands in the order of the site, as a number to sort by; one that was taken out stands last."""
    codes = languages()
    return codes.index(code) if code in codes else len(codes)


def content_languages():
    """(code, name) of every language of the site in their order, as choices."""
    return list(settings.WAGTAIL_CONTENT_LANGUAGES)


def languages():
    """Codes of the site's languages in their order; a locale in the database may be of one that was taken out."""
    return [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
