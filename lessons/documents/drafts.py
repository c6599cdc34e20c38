"""The draft lesson that a document becomes: page, pictures and translations in one transaction."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import String, StringTranslation, TranslatableObject, TranslationContext
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue

from qiao.bilingual import sentences
from qiao.bilingual.slugs import suggest_slug
from qiao.languages.conf import source_language

from ..models import LessonPage
from . import pictures
from .lesson import stream


def may_import(user, page):
    """Whether somebody may make lessons below a page: a Chinese page that holds lessons, where they may add pages."""
    return (
        LessonPage in page.specific_class.creatable_subpage_models()
        and page.locale.language_code == source_language()
        and page.permissions_for_user(user).can_add_subpage()
    )


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
                slug=_free_slug(title, parent),
                body=stream(lesson, images),
                translation_key=key,
                locale=parent.locale,
                owner=user,
                live=False,
            )
            parent.add_child(instance=page)
            page.save_revision(user=user, log_action=True)
            if language:
                _offer_translations(page, Locale.objects.get_for_language(language), user)
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


def _free_slug(title, parent):
    base = suggest_slug(title)
    slug, number = base, 1
    while not LessonPage._slug_is_available(slug, parent):
        number += 1
        slug = f"{base}-{number}"
    return slug


def _offer_translations(page, locale, user):
    """Store the given translations as string translations, where submitting the lesson will find them."""
    given = {}
    for block in page.body:
        for each in _all_sentences(block.block_type, block.value):
            given[each["id"]] = each["translation"]
            if each.get("speaker_translation"):
                given[sentences.speaker_path(each["speaker"])] = each["speaker_translation"]
    about, _created = TranslatableObject.objects.get_or_create_from_instance(page)
    for segment in extract_segments(page):
        if not isinstance(segment, StringSegmentValue):
            continue
        translation = given.get(segment.path.rsplit(".", 1)[-1])
        if not translation:
            continue
        context, _created = TranslationContext.objects.get_or_create(
            object=about, path_id=TranslationContext._get_path_id(segment.path), defaults={"path": segment.path}
        )
        StringTranslation.objects.get_or_create(
            translation_of=String.from_value(page.locale, segment.string),
            locale=locale,
            context=context,
            defaults={
                "data": StringValue.from_plaintext(translation).data,
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                "last_translated_by": user,
                "updated_at": timezone.now(),
            },
        )


def _all_sentences(kind, value):
    if kind == "dialogue":
        return value["lines"]
    if kind == "text":
        return value["sentences"]
    if kind == "procedure":
        return [each for step in value["steps"] for each in step["text"]]
    return []
