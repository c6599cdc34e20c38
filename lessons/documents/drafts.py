"""The draft lesson that a document becomes: page, pictures and translations in one transaction."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from qiao.bilingual import sentences
from qiao.bilingual.slugs import free_slug, suggest_slug
from qiao.languages.api import offer_translations

from ..models import LessonPage
from . import pictures
from .lesson import stream

# Ids of lessons, so that a form that is sent twice makes one lesson.
_NAMESPACE = uuid.UUID("0a5a2f0e-53d0-4a35-9d8e-77b7a6d1c1f4")


def lesson_key(kept):
    """The translation key of the lesson that a file kept by `qiao.languages.uploads` becomes, once."""
    return uuid.uuid5(_NAMESPACE, kept["name"])


def make_draft(lesson, *, parent, user, title, key, choices, collection=None, language=""):
    """Store a lesson as a draft below `parent` and return it; where anything fails nothing stays, no picture either.

    lesson: as `open_lesson` gives it, still open. key: UUID, the translation key; a lesson that has it is returned as
    it is. choices: for each picture a dict with alt, decorative and leave. collection: where the pictures go. language:
    code of the language of the given translations, "" if it was not stated; with it they are offered to the
    translators when the lesson is submitted.
    """
    stored = []
    try:
        with transaction.atomic():
            # The tree may have grown since the page was read, and two requests must not make the same lesson.
            parent = Page.objects.select_for_update().get(pk=parent.pk).specific
            made = LessonPage.objects.filter(translation_key=key, locale=parent.locale).first()
            if made is not None:
                return made
            images = _images(lesson, choices, title=title, collection=collection, user=user, stored=stored)
            page = LessonPage(
                title=title,
                slug=free_slug(suggest_slug(title), parent, LessonPage),
                body=stream(lesson, images),
                translation_key=key,
                locale=parent.locale,
                owner=user,
                live=False,
            )
            parent.add_child(instance=page)
            page.save_revision(user=user, log_action=True)
            if language:
                offer_translations(page, Locale.objects.get_for_language(language), _given(page), user=user)
            return page
    except BaseException:
        for image in stored:
            image.file.storage.delete(image.file.name)
        raise


def _images(lesson, choices, *, title, collection, user, stored):
    by_name, values = {}, []
    for number, (picture, choice) in enumerate(zip(lesson.pictures, choices, strict=True), start=1):
        if choice["leave"]:
            values.append(None)
            continue
        alt = "" if choice["decorative"] else choice["alt"]
        if picture.name not in by_name:
            name = alt or picture.caption or _("%(lesson)s, picture %(number)d") % {"lesson": title, "number": number}
            image = pictures.add_to_library(picture, title=name, description=alt, collection=collection, user=user)
            stored.append(image)
            by_name[picture.name] = image
        values.append({"image": by_name[picture.name].pk, "alt_text": alt, "decorative": choice["decorative"]})
    return values


def _given(page):
    """The translations that stand beside the Chinese, as `offer_translations` takes them."""
    given = {}
    for block in page.body:
        for each in _all_sentences(block.block_type, block.value):
            given[each["id"]] = each["translation"]
            if each.get("speaker_translation"):
                given[sentences.speaker_path(each["speaker"])] = each["speaker_translation"]
    return given


def _all_sentences(kind, value):
    if kind == "dialogue":
        return value["lines"]
    if kind == "text":
        return value["sentences"]
    if kind == "procedure":
        return [each for step in value["steps"] for each in step["text"]]
    return []
