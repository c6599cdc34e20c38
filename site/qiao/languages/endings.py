"""What becomes of the translations when their Chinese is unpublished or deleted, and when one of them is deleted."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, TranslatableMixin
from wagtail_localize.models import Translation

from .conf import place, source_language

UNPUBLISH, DELETE = "unpublish", "delete"


@dataclass(frozen=True)
class Ending:
    """A translation of something that is about to be unpublished or deleted.

    below: how many pages of its language lie below it: live ones where it is to be unpublished. may: whether the
    person may do to it what is done to the Chinese; a term's translation always goes with its term.
    """

    source: TranslatableMixin
    target: TranslatableMixin
    below: int = 0
    may: bool = True

    @property
    def is_page(self):
        """A page stays unless somebody asks otherwise; a term's translation goes with it."""
        return isinstance(self.target, Page)


def of(objects, user, action):
    """The Endings of the translations of those objects that are Chinese, in the order of objects and languages.

    objects: pages, or snippets of one model. action: UNPUBLISH or DELETE.
    """
    sources = {each.translation_key: each for each in objects if _is_source(each)}
    if not sources:
        return []
    first = next(iter(sources.values()))
    model = Page if isinstance(first, Page) else type(first)
    targets = model.objects.filter(translation_key__in=sources).exclude(locale_id=first.locale_id)
    order = list(sources)
    endings = [
        _ending_of(sources[each.translation_key], each, user, action) for each in targets.select_related("locale")
    ]
    return sorted(
        endings,
        key=lambda each: (order.index(each.target.translation_key), place(each.target.locale.language_code)),
    )


def _is_source(instance):
    return isinstance(instance, TranslatableMixin) and instance.locale.language_code == source_language()


def _ending_of(source, target, user, action):
    if not isinstance(target, Page):
        return Ending(source, target)
    below = target.get_descendants() if target.numchild else Page.objects.none()
    permissions = target.permissions_for_user(user)
    if action == UNPUBLISH:
        return Ending(source, target, below.live().count(), permissions.can_unpublish())
    return Ending(source, target, below.count(), permissions.can_delete())


def keeps_texts(objects):
    """Whether there are translations among some objects: their texts are kept when they are deleted."""
    keys = [each.translation_key for each in objects if isinstance(each, TranslatableMixin) and not _is_source(each)]
    return bool(keys) and Translation.objects.filter(source__object_id__in=keys, enabled=True).exists()


def source_is_gone(page):
    """Whether a page was translated from one that was deleted since: it can't be synchronised again."""
    return not Page.objects.filter(
        translation_key=page.translation_key, locale__language_code=source_language()
    ).exists()


@transaction.atomic
def unpublish(request, pages, *, include_descendants=False):
    """Unpublish what is translated from some pages, as far as the person may, and say which languages keep theirs."""
    kept = []
    for ending in of(pages, request.user, UNPUBLISH):
        targets = ending.target.get_descendants(inclusive=True) if include_descendants else [ending.target]
        for target in targets:
            if not target.live:
                continue
            if target.permissions_for_user(request.user).can_unpublish():
                target.specific.unpublish(user=request.user)
            else:
                kept.append(target)
    _say_what_stays(request, kept)


@transaction.atomic
def delete(request, pages):
    """Delete what was translated from some deleted pages, as far as the person may; see `unpublish`."""
    kept = []
    for ending in of(pages, request.user, DELETE):
        # Gone already with the page above it.
        target = Page.objects.filter(pk=ending.target.pk).first()
        if target is None:
            continue
        if target.permissions_for_user(request.user).can_delete():
            target.specific.delete(user=request.user)
        else:
            kept.append(target)
    _say_what_stays(request, kept)


def _say_what_stays(request, pages):
    names = {page.locale_id: page.locale.get_display_name() for page in pages}
    if names:
        messages.warning(
            request,
            _("What is in %(languages)s stays: only the editors of that language can do this.")
            % {"languages": ", ".join(map(str, names.values()))},
        )


@transaction.atomic
def delete_terms(user, instances):
    """Delete the translations of deleted Chinese snippets: without the Chinese they say nothing."""
    for ending in of([each for each in instances if not isinstance(each, Page)], user, DELETE):
        log(instance=ending.target, action="wagtail.delete", user=user, deleted=True)
        ending.target.delete()
