"""What counts as a change of content: every row that is written, but for those that no page shows."""

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.signals import post_page_move

from . import generation

# Apps and models that no reader's page shows: drafts, logs, sessions and what is made from content itself.
QUIET = {
    "admin",
    "contenttypes",
    "django_tasks_database",
    "qiao_languages",
    "qiao_operations",
    "sessions",
    "wagtail_localize",
    "wagtailadmin",
    "wagtailsearch",
    "wagtailusers",
    "wagtailcore.comment",
    "wagtailcore.commentreply",
    "wagtailcore.grouppagepermission",
    "wagtailcore.modellogentry",
    "wagtailcore.pagelogentry",
    "wagtailcore.pagesubscription",
    "wagtailcore.referenceindex",
    "wagtailcore.revision",
    "wagtailcore.taskstate",
    "wagtailcore.uploadedfile",
    "wagtailcore.workflowstate",
}
# What saving a draft or signing in writes into a row that pages do show.
QUIET_FIELDS = {
    "draft_title",
    "has_unpublished_changes",
    "last_login",
    "latest_revision",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by",
    "password",
}


def content_changed():
    """Make every kept page unreachable as soon as the running transaction is committed."""
    waiting = transaction.get_connection().run_on_commit
    # Once a transaction is enough, however much it writes.
    if not any(callback is generation.advance for _savepoints, callback, *_robust in waiting):
        transaction.on_commit(generation.advance, robust=True)


def listen():
    """Connect to what Django and Wagtail say of rows and pages."""
    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(_row_changed, dispatch_uid="qiao_pagecache")
    post_page_move.connect(_page_moved, dispatch_uid="qiao_pagecache")


def is_quiet(model, update_fields=None):
    """Whether readers can't see a row of this model, or these fields of one."""
    label = model._meta.label_lower
    # Renditions are made while a page is rendered.
    if label in QUIET or model._meta.app_label in QUIET or label.endswith("rendition"):
        return True
    return bool(update_fields) and QUIET_FIELDS.issuperset(update_fields)


def _row_changed(sender, update_fields=None, **kwargs):
    if not is_quiet(sender, update_fields):
        content_changed()


def _page_moved(sender, **kwargs):
    content_changed()
