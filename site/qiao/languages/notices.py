"""What is due and what waits for a person: one mail a day at most, and Wagtail's own mails of a review made safe.

A digest is claimed before it is sent, so that two timers don't send it twice, and the claim is given back where the
mail server refuses it. Who was claimed by a process that died in between gets no mail that day; the next one tells
everything since the last that was sent.
"""

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import mail, signal_handlers
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.users.models import UserProfile

from . import comments
from .conf import source_language
from .models import Assignment, Comment, DigestSent

logger = logging.getLogger(__name__)

SOON = timedelta(days=7)
FIRST = timedelta(days=7)
"""How far the first digest of a person looks back for what is new."""

PAUSE = timedelta(hours=20)
"""Between two digests of a person; the job that sends them runs once a day, never quite on time."""


@dataclass(frozen=True)
class Own:
    """A `board.cells.Cell` that is assigned to a person, with what there is to say about it."""

    cell: object
    is_overdue: bool
    is_soon: bool
    is_new: bool

    @property
    def speaks(self):
        """Whether it belongs in a digest."""
        return self.is_overdue or self.is_soon or self.is_new or bool(self.cell.progress.outdated)


@dataclass(frozen=True)
class Review:
    """A page that a person may approve, since when, and who handed it in (or None)."""

    page: Page
    since: object
    by: object


@dataclass(frozen=True)
class SentBack:
    """A page that a reviewer sent back to a person, what was said and by whom (or None)."""

    page: Page
    comment: str
    by: object


@dataclass(frozen=True)
class Due:
    """What there is for a person: lists of Own, Review, SentBack and of `comments.OpenThread`."""

    own: list = field(default_factory=list)
    reviews: list = field(default_factory=list)
    sent_back: list = field(default_factory=list)
    threads: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.own or self.reviews or self.sent_back or self.threads)


def due(user, *, since):
    """The Due of a person; what is new is counted from `since`. Today is the one of the active time zone."""
    return Due(_own(user, since), reviews(user), _sent_back(user), comments.threads(_new_comments(user, since)))


def _own(user, since):
    from .board.panel import mine

    today, found = timezone.localdate(), []
    for cell in mine(user):
        day = cell.assignment.due
        found.append(
            Own(
                cell,
                is_overdue=cell.is_overdue,
                is_soon=bool(day and today <= day <= today + SOON),
                is_new=cell.assignment.assigned_at > since and cell.assignment.assigned_by_id != user.pk,
            )
        )
    return [each for each in found if each.speaks]


def reviews(user):
    """The Reviews that wait for the groups of a person, the longest first."""
    mine = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, task__groupapprovaltask__groups__in=user.groups.all()
    )
    states = (
        WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS, current_task_state__in=mine)
        .select_related("current_task_state", "requested_by")
        .order_by("current_task_state__started_at", "pk")
    )
    return [
        Review(page, state.current_task_state.started_at, state.requested_by) for state, page in _with_pages(states)
    ]


def _sent_back(user):
    assigned = Assignment.objects.filter(assignee=user, translation__enabled=True)
    pairs = set(assigned.values_list("translation__source__object_id", "translation__target_locale"))
    targets = [
        str(page.pk)
        for page in Page.objects.filter(translation_key__in=[key for key, _locale in pairs])
        if (page.translation_key, page.locale_id) in pairs
    ]
    states = WorkflowState.objects.filter(
        Q(requested_by=user) | Q(object_id__in=targets), status=WorkflowState.STATUS_NEEDS_CHANGES
    ).select_related("current_task_state__finished_by")
    return [
        SentBack(page, state.current_task_state.comment, state.current_task_state.finished_by)
        for state, page in _with_pages(states)
        if state.current_task_state is not None
    ]


def _with_pages(states):
    """(state, page) of those WorkflowStates of a query that are about a page."""
    states = list(states.filter(base_content_type=ContentType.objects.get_for_model(Page)))
    pages = Page.objects.select_related("locale").in_bulk([int(state.object_id) for state in states])
    return [(state, pages[int(state.object_id)]) for state in states if int(state.object_id) in pages]


def _new_comments(user, since):
    """Open comments of others in threads, on pages and of authors that the person has to do with, as a query."""
    said = Comment.objects.filter(context=OuterRef("context"), locale=OuterRef("locale"), author=user)
    assigned = Assignment.objects.filter(
        assignee=user,
        translation__source__object_id=OuterRef("context__object_id"),
        translation__target_locale=OuterRef("locale"),
    )
    return Comment.objects.filter(
        Exists(said)
        | Exists(assigned)
        | Exists(_written_by(user).filter(translation_key=OuterRef("context__object_id"))),
        created_at__gt=since,
        resolved_at=None,
    ).exclude(author=user)


def _written_by(user):
    """The Chinese pages that a person owns or was the last to change."""
    pages = Page.objects.filter(locale__language_code=source_language())
    return pages.filter(Q(owner=user) | Q(latest_revision__user=user))


def send_digests():
    """Mail everybody what there is for them, if there is anything and no mail went to them today; returns how many.

    One whose mail fails stops nobody; the job then counts as failed, which brings it back at the timer's next run.
    """
    sent, failed = 0, 0
    for user in _concerned():
        try:
            sent += send_digest(user)
        except Exception:
            failed += 1
            logger.exception("The digest of %s could not be sent", user)
    if failed:
        raise RuntimeError(f"{failed} digests could not be sent and are tried again; {sent} were sent.")
    return sent


def _concerned():
    """The people whom there may be something to tell, as a query."""
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    said = Comment.objects.filter(resolved_at=None)
    pages = Page.objects.filter(
        locale__language_code=source_language(), translation_key__in=said.values("context__object_id")
    )
    sent_back = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES)
    concerned = (
        Q(pk__in=Assignment.objects.values("assignee"))
        | Q(groups__in=waiting.values("task__groupapprovaltask__groups"))
        | Q(pk__in=sent_back.values("requested_by"))
        | Q(pk__in=said.values("author"))
        | Q(pk__in=pages.values("owner"))
        | Q(pk__in=pages.values("latest_revision__user"))
    )
    return get_user_model().objects.filter(concerned, is_active=True).exclude(email="").distinct().order_by("pk")


def send_digest(user):
    """Mail a person their digest; returns whether one was sent. Raises what the mail server answers."""
    row, _created = DigestSent.objects.get_or_create(user=user)
    now = timezone.now()
    too_soon = row.claimed_at is not None and now - row.claimed_at < PAUSE
    if too_soon or not row.wanted or not user.has_perm("wagtailadmin.access_admin"):
        return False
    profile = UserProfile.get_for_user(user)
    with (
        translation.override(profile.preferred_language or settings.LANGUAGE_CODE),
        timezone.override(ZoneInfo(profile.get_current_time_zone())),
    ):
        found = _as_wanted(due(user, since=row.sent_at or now - FIRST), profile)
        if not found:
            return False
        subject = _("%(site)s: what is due and what waits for you") % {"site": settings.WAGTAIL_SITE_NAME}
        context = {"user": user, "sections": _sections(found)}
        text = render_to_string("qiao/languages/mail/digest.txt", context).strip()
    claims = DigestSent.objects.filter(pk=row.pk)
    if not claims.filter(claimed_at=row.claimed_at).update(claimed_at=now):
        return False  # by another process, at this moment
    try:
        mail.send_mail(subject, text, [user.email])
    except Exception:
        claims.filter(claimed_at=now).update(claimed_at=row.claimed_at)
        raise
    claims.update(sent_at=now)
    return True


def _as_wanted(found, profile):
    """A Due without what the person does not want mails about, by the boxes of Wagtail's account page."""
    return Due(
        found.own,
        found.reviews if profile.submitted_notifications else [],
        found.sent_back if profile.rejected_notifications else [],
        found.threads if profile.updated_comments_notifications else [],
    )


@dataclass(frozen=True)
class Entry:
    """A line of the digest: what it is about, what there is to say, and an absolute address."""

    title: str
    facts: list
    url: str


def _sections(found):
    """[(heading, [Entry])] of a Due, in the active language, without what is empty."""
    sections = [
        (_("Sent back to you"), [_of_sent_back(each) for each in found.sent_back]),
        (_("Your translations"), [_of_own(each) for each in found.own]),
        (_("Waiting for your review"), [_of_review(each) for each in found.reviews]),
        (_("New comments"), [_of_thread(each) for each in found.threads]),
    ]
    return [(heading, entries) for heading, entries in sections if entries]


def _entry(title, locale, facts, url):
    return Entry(f"{title} ({locale.get_display_name()})", [fact for fact in facts if fact], _absolute(url))


def _absolute(url):
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{url}"


def _of_page(page, locale, facts):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return _entry(page.get_admin_display_title(), locale, facts, url)


def _day(day):
    return date_format(day, "DATE_FORMAT")


def _of_own(own):
    cell, progress, facts = own.cell, own.cell.progress, []
    if own.is_new:
        by = cell.assignment.assigned_by
        facts.append(_("assigned to you by %(person)s") % {"person": get_user_display_name(by)} if by else _("new"))
    if own.is_overdue:
        facts.append(_("was due on %(day)s") % {"day": _day(cell.assignment.due)})
    elif own.is_soon and cell.assignment.due == timezone.localdate():
        facts.append(_("due today"))
    elif own.is_soon:
        facts.append(_("due on %(day)s") % {"day": _day(cell.assignment.due)})
    facts.append(_("%(done)d of %(total)d texts translated") % {"done": progress.translated, "total": progress.total})
    if progress.outdated:
        text = ngettext("%(count)d text out of date", "%(count)d texts out of date", progress.outdated)
        facts.append(text % {"count": progress.outdated})
    return _of_page(cell.target, cell.locale, facts)


def _of_review(review):
    facts = [_("handed in by %(person)s") % {"person": get_user_display_name(review.by)}] if review.by else []
    days = (timezone.localdate() - timezone.localdate(review.since)).days
    if days > 0:
        facts.append(ngettext("waits for %(count)d day", "waits for %(count)d days", days) % {"count": days})
    else:
        facts.append(_("since today"))
    return _of_page(review.page, review.page.locale, facts)


def _of_sent_back(sent_back):
    facts = [_("by %(person)s") % {"person": get_user_display_name(sent_back.by)}] if sent_back.by else []
    return _of_page(sent_back.page, sent_back.page.locale, [*facts, _shortened(sent_back.comment)])


def _of_thread(thread):
    facts = [
        "{}: {}".format(
            get_user_display_name(comment.author) if comment.author else _("deleted account"), _shortened(comment.text)
        )
        for comment in thread.comments
    ]
    if thread.segment is None or thread.translation is None:
        return _entry(_("A sentence that is no longer on the page"), thread.locale, facts, reverse("wagtailadmin_home"))
    url = reverse("qiao_languages:comments", args=[thread.translation.pk, thread.segment.pk])
    return _entry(_shortened(thread.segment.string.data), thread.locale, facts, url)


def _shortened(text):
    return Truncator(" ".join(text.split())).chars(200)


# Wagtail's own mails: to the reviewers' groups when a page is handed in, to whoever handed it in when it is decided.
_NOTIFIERS = (
    (
        task_submitted,
        TaskState,
        "group_approval_task_submitted_email_notification",
        signal_handlers.task_submission_email_notifier,
    ),
    (
        workflow_submitted,
        WorkflowState,
        "workflow_state_submitted_email_notification",
        signal_handlers.workflow_submission_email_notifier,
    ),
    (
        workflow_rejected,
        WorkflowState,
        "workflow_state_rejected_email_notification",
        signal_handlers.workflow_rejection_email_notifier,
    ),
    (
        workflow_approved,
        WorkflowState,
        "workflow_state_approved_email_notification",
        signal_handlers.workflow_approval_email_notifier,
    ),
)


def connect():
    """Send Wagtail's mails of a review once its step is stored, so that a mail server that is away undoes no step.

    Wagtail sends them within the step and lets most faults of a mail server through. Its own receivers are kept out by
    their identifiers, in whatever order the apps are made ready.
    """
    for signal, sender, identifier, notifier in _NOTIFIERS:
        signal.disconnect(sender=sender, dispatch_uid=identifier)
        signal.connect(partial(_once_stored, notifier), sender=sender, dispatch_uid=identifier, weak=False)


def _once_stored(notifier, instance, **kwargs):
    transaction.on_commit(partial(_notify, notifier, instance, kwargs))


def _notify(notifier, instance, kwargs):
    # Who chose no language gets the site's, not that of whoever handed the page in.
    try:
        with translation.override(settings.LANGUAGE_CODE):
            notifier(instance=instance, **kwargs)
    except Exception:
        logger.exception("The mails about %s could not be sent", instance)
