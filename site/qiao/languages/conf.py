"""The one language that bilingual content is written in."""

from django.conf import settings


def source_language():
    """Code of the source language: Chinese, unless a site names its own variant in `QIAO_SOURCE_LANGUAGE`."""
    return getattr(settings, "QIAO_SOURCE_LANGUAGE", "zh-hans")
