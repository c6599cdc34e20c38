"""Addresses in ASCII for titles in any script."""

from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii

from qiao import chinese


def suggest_slug(title):
    """The slug for a title: pinyin for Chinese, a transcription for other scripts; "" where nothing can be written."""
    return chinese.slug(title) or slugify(string_to_ascii(title))
