"""Who translates a page into a language, and until when."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import Translation

from . import history
from .models import Assignment


def page_of(translation):
    """The translated page of a Translation, or None: of a term nobody is in charge."""
    target = translation.get_target_instance() if translation.enabled else None
    return target if isinstance(target, Page) and target.alias_of_id is None else None


def translators(page):
    """The people who may edit a page, as a query in the order of their user names."""
    people = PagePermissionPolicy().users_with_permission_for_instance("change", page)
    return people.order_by(get_user_model().USERNAME_FIELD)


@transaction.atomic
def assign(translation, *, assignee, due=None, user=None):
    """Give a translated page to a person, in place of the one who had it; returns the Assignment.

    due: the day on which it is to be done, or None. user: for the log. Raises ValidationError where the translation is
    no page, the person may not edit it, or the day is past.
    """
    page = _page(translation)
    if not page.permissions_for_user(assignee).can_edit():
        raise ValidationError(
            {
                "assignee": _("%(person)s may not edit “%(page)s” in %(language)s.")
                % {
                    "person": get_user_display_name(assignee),
                    "page": page.get_admin_display_title(),
                    "language": page.locale.get_display_name(),
                }
            }
        )
    if due and due < timezone.localdate():
        raise ValidationError({"due": _("This day is past: choose today or a later one.")})
    before = Assignment.objects.select_for_update().filter(translation=translation).first()
    if before and (before.assignee_id, before.due) == (assignee.pk, due):
        return before
    assignment, _created = Assignment.objects.update_or_create(
        translation=translation, defaults={"assignee": assignee, "due": due, "assigned_by": user}
    )
    person = get_user_display_name(assignee)
    history.note(page, "assign", user=user, to=person, to_id=assignee.pk, due=due and due.isoformat())
    return assignment


@transaction.atomic
def assign_below(translation, *, assignee, due=None, user=None):
    """Give a person a translated page and all below it that is in translation; returns the number of pages."""
    page = _page(translation)
    keys = page.get_descendants(inclusive=True).filter(alias_of=None).values("translation_key")
    translations = Translation.objects.filter(
        source__object_id__in=keys, target_locale_id=page.locale_id, enabled=True
    ).select_related("source__object", "target_locale")
    for each in translations:
        assign(each, assignee=assignee, due=due, user=user)
    return len(translations)


@transaction.atomic
def take(translation, *, user):
    """Give a page to the person who asks for it. Raises ValidationError also where somebody else was faster."""
    page = _page(translation)
    # Of two who ask at once the second waits for the first.
    Translation.objects.select_for_update().get(pk=translation.pk)
    assignment = Assignment.objects.filter(translation=translation).select_related("assignee").first()
    if assignment is not None and assignment.assignee_id != user.pk:
        raise ValidationError(
            _("%(person)s has “%(page)s” already.")
            % {"person": get_user_display_name(assignment.assignee), "page": page.get_admin_display_title()}
        )
    return assignment or assign(translation, assignee=user, user=user)


@transaction.atomic
def unassign(translation, *, user=None):
    """Take a page from whoever has it; does nothing where nobody does."""
    page = _page(translation)
    deleted, _rows = Assignment.objects.filter(translation=translation).delete()
    if deleted:
        history.note(page, "unassign", user=user)


def _page(translation):
    page = page_of(translation)
    if page is None:
        raise ValidationError(_("This page is not in translation any more."))
    return page
