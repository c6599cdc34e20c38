"""What translator, reviewer and author say to each other: a thread for a sentence in a language.

A thread hangs on the place of the sentence, so that it stays when the Chinese is changed. Comments are resolved
together; what is said afterwards opens the thread again.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, Translation, TranslationContext

from . import history
from .models import Comment
from .rights import may_write

# The same words again so soon are a form that was sent twice, as happens on a bad line.
TWICE = timedelta(minutes=10)


def may_comment(user, translation):
    """Whether a person may write in the threads of a translation.

    Its editors and reviewers may, and those who may edit the Chinese. Whoever is let into the admin may read them.
    """
    source = translation.source
    target = history.target_of(translation)
    if isinstance(target, Page) and _may_change(user, target):
        return True
    if not isinstance(target, Page) and target is not None:
        return may_write(user, translation.target_locale) or may_write(user, source.locale)
    page = Page.objects.filter(translation_key=source.object_id, locale=source.locale_id).first()
    return page is not None and _may_change(user, page)


def _may_change(user, page):
    permissions = page.permissions_for_user(user)
    return permissions.can_edit() or permissions.can_publish()


def thread(translation, context):
    """The comments on a sentence, first to last, with their people."""
    comments = Comment.objects.filter(context=context, locale=translation.target_locale_id)
    return list(comments.select_related("author", "resolved_by"))


def open_in(translation):
    """{key of a TranslationContext: number of open comments} of a translation; sentences without any are left out."""
    comments = Comment.objects.filter(
        context__object_id=translation.source.object_id, locale=translation.target_locale_id, resolved_at=None
    )
    return dict(comments.order_by().values_list("context").annotate(Count("pk")))


def open_on(instance):
    """The open comments on a page or term: those of its language, of all languages where it is the Chinese one."""
    comments = Comment.objects.filter(context__object_id=instance.translation_key, resolved_at=None)
    if Translation.objects.filter(
        source__object_id=instance.translation_key, target_locale=instance.locale_id
    ).exists():
        comments = comments.filter(locale=instance.locale_id)
    return comments


@dataclass(frozen=True)
class OpenThread:
    """A sentence in a language with its open comments; without a segment it is no longer on the page."""

    context: TranslationContext
    locale: Locale
    comments: list
    segment: StringSegment | None
    translation: Translation | None


def threads(comments):
    """A query of open comments as OpenThreads in the order of pages and sentences, with a fixed number of queries."""
    found = {}
    for comment in comments.select_related("context", "locale", "author"):
        found.setdefault((comment.context_id, comment.locale_id), []).append(comment)
    keys = {given[0].context.object_id for given in found.values()}
    segments = {
        segment.context_id: segment
        for segment in StringSegment.objects.filter(context__in={context for context, _locale in found})
        .select_related("string")
        .order_by("-order", "-pk")
    }
    translations = {
        (each.source.object_id, each.target_locale_id): each
        for each in Translation.objects.filter(source__object_id__in=keys).select_related("source")
    }
    made = [
        OpenThread(
            given[0].context,
            given[0].locale,
            given,
            segments.get(context),
            translations.get((given[0].context.object_id, locale)),
        )
        for (context, locale), given in found.items()
    ]
    return sorted(made, key=lambda each: (each.context.object_id, each.segment.order if each.segment else float("inf")))


@transaction.atomic
def add_comment(translation, context, text, *, user):
    """Say something about a sentence; returns the Comment, the one that is there where a form came twice."""
    last = Comment.objects.filter(context=context, locale=translation.target_locale_id).last()
    if (
        last is not None
        and (last.author_id, last.text, last.resolved_at) == (user.pk, text, None)
        and timezone.now() - last.created_at < TWICE
    ):
        return last
    comment = Comment.objects.create(context=context, locale=translation.target_locale, author=user, text=text)
    history.note_of(translation, "comment", user=user, count=1)
    return comment


@transaction.atomic
def resolve_comments(translation, context, *, user, upto):
    """Close what is open in a thread, as far as the person has read it; returns how many comments there were.

    upto: key of the last comment that the person has seen.
    """
    comments = Comment.objects.filter(
        context=context, locale=translation.target_locale_id, resolved_at=None, pk__lte=upto
    )
    count = comments.update(resolved_at=timezone.now(), resolved_by=user)
    if count:
        history.note_of(translation, "resolve", user=user, count=count)
    return count


@transaction.atomic
def reopen_comments(translation, context, *, user):
    """Open again what was resolved last in a thread; returns how many comments there were."""
    comments = Comment.objects.filter(context=context, locale=translation.target_locale_id)
    latest = comments.aggregate(latest=Max("resolved_at"))["latest"]
    count = comments.filter(resolved_at=latest).update(resolved_at=None, resolved_by=None) if latest else 0
    if count:
        history.note_of(translation, "reopen", user=user, count=count)
    return count


@transaction.atomic
def delete_comment(translation, context, pk, *, user):
    """Take one's own comment away; one that is gone already is no fault. Raises PermissionDenied for another's."""
    comment = Comment.objects.filter(pk=pk, context=context, locale=translation.target_locale_id).first()
    if comment is None:
        return
    if comment.author_id != user.pk:
        raise PermissionDenied
    comment.delete()
    history.note_of(translation, "uncomment", user=user, count=1)
