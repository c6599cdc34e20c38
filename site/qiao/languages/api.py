"""The one door to translations: submit, draft, review, publish, and carry a changed source on."""

import logging

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Locale, Page, TranslatableMixin, WorkflowState
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue

from . import carry, checking, history, texts
from .assigning import assign, assign_below, take, unassign
from .comments import add_comment, delete_comment, reopen_comments, resolve_comments
from .conf import source_language
from .counting import Progress, progress
from .fields import local_fields
from .trees import is_offered

logger = logging.getLogger(__name__)

__all__ = [
    "Progress",
    "add_comment",
    "assign",
    "assign_below",
    "carry_on",
    "check_move",
    "check_source",
    "delete_comment",
    "fill_local_fields",
    "follow_move",
    "follow_privacy",
    "local_fields",
    "offer_translations",
    "own_draft",
    "progress",
    "publish",
    "reopen_comments",
    "resolve_comments",
    "save_draft",
    "source_locale",
    "start_review",
    "submit",
    "submit_subtree",
    "take",
    "translate",
    "translation_of",
    "unassign",
]


def source_locale():
    """The locale that bilingual content is written in."""
    return Locale.objects.get_for_language(source_language())


def translation_of(instance):
    """The enabled Translation whose target is this page or snippet, or None."""
    return (
        Translation.objects.filter(
            source__object_id=instance.translation_key, target_locale_id=instance.locale_id, enabled=True
        )
        .select_related("source__locale", "target_locale")
        .first()
    )


@transaction.atomic
def submit(instance, locales, *, user=None):
    """Offer a Chinese page or snippet to the editors of some languages: each gets a draft with the Chinese in it.

    Parents that a language lacks and terms that the page refers to are submitted with it. What is already there stays
    as it is.

    instance: a live page or a snippet in the source language. locales: Locale objects. user: for the log.

    Returns the Translations, new and old. Raises ValidationError, with nothing stored, where the instance is not
    Chinese, is not published, is not offered in a language, or its slug is taken there by another page.
    """
    instance = instance.specific if isinstance(instance, Page) else instance
    check_source(instance)
    locales = [locale for locale in locales if locale.pk != instance.locale_id]
    for locale in locales:
        _check_target(instance, locale)
    source = _sync(instance)
    for segment in source.relatedobjectsegment_set.select_related("object"):
        related = segment.object.get_instance_or_none(instance.locale)
        if related is not None:
            submit(related, [locale for locale in locales if not related.has_translation(locale)], user=user)
    return [_submit_to(instance, source, locale, user) for locale in locales]


def submit_subtree(page, locales, *, user=None):
    """Submit a page and every published page below it, parents first; returns the number of pages."""
    pages = [page, *page.get_descendants().live().order_by("path")]
    for each in pages:
        specific = each.specific
        submit(specific, [locale for locale in locales if is_offered(specific, locale)], user=user)
    return len(pages)


def check_source(instance):
    """Raise ValidationError, saying why, where an object can't be submitted for translation."""
    if not isinstance(instance, TranslatableMixin):
        raise ValidationError(_("“%(object)s” is the same in every language.") % {"object": instance})
    source = source_locale()
    if instance.locale_id == source.pk:
        if isinstance(instance, DraftStateMixin) and not instance.live:
            raise ValidationError(
                _("“%(object)s” is not published. Publish the Chinese first, then submit it for translation.")
                % {"object": instance}
            )
        return
    if type(instance).objects.filter(translation_key=instance.translation_key, locale=source).exists():
        raise ValidationError(
            _("“%(object)s” is itself a translation: every language is translated from the Chinese page.")
            % {"object": instance}
        )
    raise ValidationError(
        _("“%(object)s” exists in %(language)s only. What is to be translated is written in Chinese first.")
        % {"object": instance, "language": instance.locale.get_display_name()}
    )


def check_move(page, new_parent):
    """Raise ValidationError where a language has another page at the address that a move would give a translation."""
    if page.locale_id != source_locale().pk:
        return
    for target in page.get_translations().select_related("locale"):
        parent = new_parent.get_translation_or_none(target.locale)
        taken = parent and parent.get_children().filter(slug=target.slug).exclude(pk=target.pk).first()
        if taken:
            raise ValidationError(_taken(target.slug, target.locale, taken))


def _taken(slug, locale, other):
    return _("In %(language)s the address “%(slug)s” is already used by “%(other)s”. Change that slug first.") % {
        "language": locale.get_display_name(),
        "slug": slug,
        "other": other.title,
    }


def _check_target(instance, locale):
    if not isinstance(instance, Page):
        return
    if not is_offered(instance, locale):
        raise ValidationError(
            _("The course of “%(page)s” is not offered in %(language)s. Tick this language in the course first.")
            % {"page": instance, "language": locale.get_display_name()}
        )
    if instance.has_translation(locale):
        return
    parent = instance.get_parent()
    if parent.is_root():
        return
    target_parent = parent.get_translation_or_none(locale)
    taken = target_parent and target_parent.get_children().filter(slug=instance.slug).first()
    if taken:
        raise ValidationError(_taken(instance.slug, locale, taken))


def _submit_to(instance, source, locale, user):
    if isinstance(instance, Page):
        parent = instance.get_parent()
        if not parent.is_root() and not parent.has_translation(locale):
            submit(parent, [locale], user=user)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    existing = source.object.get_instance_or_none(locale)
    if existing is None or getattr(existing, "alias_of_id", None):
        # It was deleted before, and its texts were kept.
        if not translation.enabled:
            translation.enabled = True
            translation.save(update_fields=["enabled"])
        source.create_or_update_translation(
            locale, user=user, publish=not isinstance(instance, DraftStateMixin), fallback=True
        )
        if isinstance(instance, Page):
            target = instance.get_translation(locale).specific
            _forget_local_fields(target)
            _place(instance, target)
        history.note_of(translation, "submit", user=user)
    return translation


@transaction.atomic
def offer_translations(page, locale, given, *, user=None):
    """Store translations of a Chinese page's texts where its translators in a language find them; theirs are kept.

    given: {key: text}, the key being a sentence's id or, for who speaks, `sentences.speaker_path`. The page need not be
    submitted yet.
    """
    about, _created = TranslatableObject.objects.get_or_create_from_instance(page)
    for segment in extract_segments(page):
        text = given.get(segment.path.rsplit(".", 1)[-1])
        if not text or not isinstance(segment, StringSegmentValue):
            continue
        context, _created = TranslationContext.objects.get_or_create(
            object=about, path_id=TranslationContext._get_path_id(segment.path), defaults={"path": segment.path}
        )
        place = {
            "translation_of": String.from_value(page.locale, segment.string),
            "locale": locale,
            "context": context,
        }
        values = {
            "data": StringValue.from_plaintext(text).data,
            "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            "tool_name": "",
            "has_error": False,
            "last_translated_by": user,
            "updated_at": timezone.now(),
        }
        row, created = StringTranslation.objects.get_or_create(**place, defaults=values)
        if not created and texts.is_unconfirmed(row):
            StringTranslation.objects.update_or_create(**place, defaults=values)


@transaction.atomic
def translate(snippet, given, *, user=None):
    """Store translations of a Chinese snippet's texts in place of those that are there, and publish them.

    given: {Locale: {path: text}}; the path of a text is the name of its field, and "field.<id>" that of a sentence.
    Returns {Locale: the snippet in that language}. Raises ValidationError where the snippet is not Chinese.
    """
    targets = {}
    for translation in submit(snippet, list(given), user=user):
        locale = translation.target_locale
        segments = StringSegment.objects.filter(source_id=translation.source_id, context__path__in=given[locale])
        for segment in segments.select_related("context"):
            StringTranslation.objects.update_or_create(
                translation_of_id=segment.string_id,
                locale=locale,
                context=segment.context,
                defaults={
                    "data": StringValue.from_plaintext(given[locale][segment.context.path]).data,
                    "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                    "tool_name": "",
                    "has_error": False,
                    "last_translated_by": user,
                    "updated_at": timezone.now(),
                },
            )
        targets[locale] = publish(translation, user=user)
    return targets


@transaction.atomic
def fill_local_fields(page, values, *, user=None):
    """Set what a language fills for itself on its live page, or on its draft where it was never published.

    values: {name: value} of `local_fields`. A draft of the translator stays a draft, with these values in it.
    """
    had_draft = page.live and page.has_unpublished_changes
    draft = _own_values(own_draft(page))
    for name, value in values.items():
        setattr(page, name, value)
    _save_live(page, user=user)
    if had_draft:
        save_draft(translation_of(page), user=user, own=draft | values)
    history.note(page, "own_fields", user=user)


def own_draft(page):
    """The page with what its language filled for itself as it will be published: its draft, or itself without one."""
    return page.get_latest_revision_as_object() if page.has_unpublished_changes else page


def _own_values(page):
    names = [page._meta.get_field(name).attname for name in local_fields(type(page))]
    return {name: getattr(page, name) for name in names}


def _take_own_along(page):
    """Write what a language filled for itself in a draft into the row that wagtail-localize builds the page from."""
    own = _own_values(own_draft(page)) if page.has_unpublished_changes else {}
    if own:
        type(page).objects.filter(pk=page.pk).update(**own)


def _save_live(page, *, user=None):
    """Save a page with a revision that is what readers see, not a change that waits to be published."""
    revision = page.save_revision(user=user, changed=False, clean=False)
    if page.live:
        page.live_revision = revision
        page.has_unpublished_changes = False
    page.save(clean=False)


def _forget_local_fields(page):
    """Empty what each language fills for itself: the copy of a page brought the Chinese along."""
    names = local_fields(type(page))
    if names:
        for name in names:
            setattr(page, name, page._meta.get_field(name).get_default())
        _save_live(page)


def save_draft(translation, *, user=None, own=None):
    """Keep the translated text as the page's draft; the live page stays as it is, byte for byte.

    own: {attribute: value} of what the language fills for itself; what is left out stays as the last draft has it.

    Returns the Revision. Raises PermissionDenied where the page is locked for the person, and ValidationError where
    the draft is no valid page.
    """
    source = TranslationSource.objects.get(pk=translation.source_id)
    page = source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    if user and page.permissions_for_user(user).page_locked():
        raise PermissionDenied
    for name, value in (_own_values(own_draft(page)) | (own or {})).items():
        setattr(page, name, value)
    return page.save_revision(user=user, log_action=True)


def start_review(translation, *, user, passed=()):
    """Save the draft and hand it to the reviewers of its language.

    passed: the warnings of `checking.warnings` that the person passes over; the reviewers see them.

    Returns the WorkflowState. Raises ValidationError where the markup of a text is broken, where no workflow is set for
    the page and where one is under way.
    """
    if any(each.blocks for each in passed):
        raise ValidationError(_("A text has formatting that can't be published. Correct it first."))
    page = translation.get_target_instance()
    state = page.current_workflow_state
    is_sent_back = state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES
    workflow = None if is_sent_back else _workflow_of(page, translation)
    with transaction.atomic():
        save_draft(translation, user=user)
        checking.pass_over(translation, passed, user=user)
        # Read anew: a task is started on the latest revision that its page knows.
        if is_sent_back:
            state = WorkflowState.objects.get(pk=state.pk)
            state.resume(user)
        else:
            page.refresh_from_db()
            state = workflow.start(page, user)
        history.note(page, "review", user=user, count=len(passed))
    return state


def _workflow_of(page, translation):
    if page.workflow_in_progress:
        raise ValidationError(_("“%(page)s” is being reviewed already.") % {"page": page})
    workflow = page.get_workflow()
    if workflow is None:
        raise ValidationError(
            _("No workflow is set for %(language)s: an administrator can run setup_languages.")
            % {"language": translation.target_locale.get_display_name()}
        )
    return workflow


@transaction.atomic
def publish(translation, *, user=None):
    """Publish the translated text; what is not translated yet stands there in Chinese, marked as such.

    Returns the published page or snippet.
    """
    # Read anew: whoever holds the translation may hold the source as it was before it was carried on.
    source, locale = TranslationSource.objects.get(pk=translation.source_id), translation.target_locale
    if not issubclass(source.specific_content_type.model_class(), DraftStateMixin):
        target, _created = source.create_or_update_translation(locale, user=user, fallback=True)
        history.note_published(translation, user=user)
        return target
    _take_own_along(source.get_translated_instance(locale))
    # Upstream publishes on commit, with the tree as it was before: a page that was moved since could not be saved.
    source.create_or_update_translation(locale, user=user, publish=False, fallback=True)
    source.get_translated_instance(locale).latest_revision.publish(user=user)
    history.note_published(translation, user=user)
    return source.get_translated_instance(locale)


def carry_on(instance):
    """Bring the translations of a published source up to date without changing a word in them.

    The changed sentences become "to be translated"; what is not text is copied into what is live. Called for a
    translation, it is the translation alone that follows its source. Does nothing for what is not translated.
    """
    if isinstance(instance, Page):
        instance = instance.specific
    if instance.locale_id != source_locale().pk:
        # A revision that waited for approval holds the pictures of its day; a snippet has no such revisions.
        translation = translation_of(instance) if isinstance(instance, Page) else None
        if translation is not None:
            _follow(translation)
            _gather_children(instance)
        return
    if TranslationSource.objects.get_for_instance_or_none(instance) is not None:
        _sync(instance)


@transaction.atomic
def _sync(instance):
    """Bring the source of a Chinese page or snippet up to date, and its translations after it; returns the source."""
    known = TranslationSource.objects.get_for_instance_or_none(instance)
    before = known.content_json if known else None
    source, _created = TranslationSource.update_or_create_from_instance(instance)
    changed = source.content_json != before
    for translation in source.translations.filter(enabled=True).select_related("source__locale", "target_locale"):
        try:
            with transaction.atomic():
                if changed:
                    _follow(translation)
                    history.note_of(translation, "carry_on", count=progress(translation).outdated)
                source.update_target_view_restrictions(translation.target_locale)
        except ValidationError as error:
            # One language's faulty draft must not keep the others from learning of the change.
            logger.warning("%s does not follow its source: %s", translation.get_target_instance(), error.messages)
    return source


@transaction.atomic
def _follow(translation):
    target = translation.source.object.get_instance_or_none(translation.target_locale)
    if target is None:
        return
    if not isinstance(target, Page):
        _follow_snippet(translation, target)
        return
    target = target.specific
    if not target.live:
        _take_own_along(target)
        translation.source.create_or_update_translation(translation.target_locale, publish=False, fallback=True)
        return
    if not carry.follow(translation.source.as_instance(), target):
        return
    own = _own_values(own_draft(target)) if target.has_unpublished_changes else None
    _save_live(target)
    if own is not None:
        save_draft(translation, own=own)


def follow_privacy(page_pk):
    """Give the translations of a Chinese page its restrictions, or take them away with it."""
    page = Page.objects.filter(pk=page_pk, locale=source_locale()).first()
    source = page and TranslationSource.objects.get_for_instance_or_none(page.specific)
    if source is not None:
        for translation in source.translations.filter(enabled=True).select_related("target_locale"):
            source.update_target_view_restrictions(translation.target_locale)


def _follow_snippet(translation, target):
    """A term whose Chinese changed stays as it is, word and meaning together, until its meaning is given anew."""
    state = progress(translation)
    source = translation.source
    if state.outdated or not carry.follow(source.as_instance(), target):
        return
    if state.translated < state.total:
        # Nothing was translated yet: the Chinese stands in, and shows that.
        source.create_or_update_translation(translation.target_locale, fallback=True)
    else:
        target.save()


def follow_move(page):
    """After a Chinese page was moved, give its translations the same place in their trees.

    A translation stays where it is while its new parent is missing in its language, or a draft that readers can't
    reach, or has another page of this slug; it follows once the parent is published.
    """
    if page.locale_id != source_locale().pk:
        return
    page = Page.objects.get(pk=page.pk)
    parent = page.get_parent()
    for target in page.get_translations():
        if target.get_parent().translation_key != parent.translation_key:
            new_parent = parent.get_translation_or_none(target.locale)
            if new_parent is None or (target.live and not new_parent.live):
                continue
            if new_parent.get_children().filter(slug=target.slug).exists():
                logger.warning("%s does not follow: its address is taken below %s", target, new_parent)
                continue
            target.move(new_parent, pos="last-child")
        _place(page, Page.objects.get(pk=target.pk))


def _gather_children(page):
    """Bring the translations of a Chinese page's children below its translations, where they had to wait for these."""
    source = page if page.locale_id == source_locale().pk else page.get_translation_or_none(source_locale())
    if source is not None:
        for child in source.get_children():
            follow_move(child)


def _place(source, target):
    """Move a translated page to where its source stands among the siblings that its language has."""
    siblings = list(target.get_siblings(inclusive=True).values_list("translation_key", flat=True))
    order = list(source.get_siblings(inclusive=True).values_list("translation_key", flat=True))
    here = order.index(source.translation_key)
    by_key = {page.translation_key: page for page in target.get_siblings(inclusive=False)}
    before = next((key for key in reversed(order[:here]) if key in by_key), None)
    after = next((key for key in order[here + 1 :] if key in by_key), None)
    position = siblings.index(target.translation_key)
    if before and siblings.index(before) > position:
        target.move(by_key[before], pos="right")
    elif after and siblings.index(after) < position:
        target.move(by_key[after], pos="left")
