"""Addresses in ASCII for titles in any script."""

from itertools import count

from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii

from qiao import chinese


def suggest_slug(title):
    """The slug for a title: pinyin for Chinese, a transcription for other scripts; "" where nothing can be written."""
    return chinese.slug(title) or slugify(string_to_ascii(title))


def suggest_key(texts, is_taken, longest=40):
    """A key for files that nothing has yet, made of the first text that has letters; "" of none.

    is_taken: a function of a key. longest: characters, before a number that makes it another one.
    """
    base = next(filter(None, (suggest_slug(text) for text in texts if text)), "")[:longest].strip("-")
    keys = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(key for key in keys if not is_taken(key)) if base else ""


def free_slug(base, parent, page_class, page=None):
    """`base`, or `base` with the first number that no other page below `parent` has in its address.

    page: the page that the slug is for, where it is there already.
    """
    slugs = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(slug for slug in slugs if page_class._slug_is_available(slug, parent, page))
