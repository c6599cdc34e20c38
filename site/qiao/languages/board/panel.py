"""What an editor has to do, first on the home page of the admin."""

from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState

from .. import api, counting
from ..conf import source_language
from ..models import Assignment
from ..waiting import target_locales
from .cells import Board
from .views import may_see

LINES = 5  # of each list; the board has the rest


@dataclass(frozen=True)
class Changed:
    """A translated page with sentences whose Chinese changed since."""

    page: Page
    count: int


class MyTranslations(Component):
    """A person's own pages, what waits for their review, what is out of date in their languages."""

    name = "my_translations"
    order = 50  # before Wagtail's own
    template_name = "qiao/languages/admin/my_translations.html"

    def render_html(self, parent_context=None):
        """Nothing for those who have to do with no page."""
        return super().render_html(parent_context) if may_see(parent_context["request"].user) else ""

    def get_context_data(self, parent_context):
        """Add the three lists."""
        user = parent_context["request"].user
        own = mine(user)
        return {
            **super().get_context_data(parent_context),
            "mine": own[:LINES],
            "more": max(0, len(own) - LINES),
            "reviews": _reviews(user),
            "changed": _changed(target_locales(user)),
            "source_language": source_language(),
            "board": reverse("qiao_languages:board"),
        }


def mine(user):
    """The Cells that a person has and has not finished, the soonest due first."""
    assignments = list(
        Assignment.objects.filter(assignee=user, translation__enabled=True)
        .select_related("translation__source", "translation__target_locale")
        .order_by(F("due").asc(nulls_last=True), "assigned_at")
    )
    if not assignments:
        return []
    pairs = [(each.translation.source.object_id, each.translation.target_locale_id) for each in assignments]
    pages = Page.objects.filter(translation_key__in=[key for key, _locale in pairs], locale=api.source_locale())
    board = Board(pages, {each.translation.target_locale for each in assignments}, user, mine=True)
    shown = [cell for row in board.rows for cell in row.cells if cell is not None]
    cells = {(cell.page.translation_key, cell.locale.pk): cell for cell in shown}
    return [cells[pair] for pair in pairs if pair in cells and not cells[pair].is_finished]


def _reviews(user):
    """The pages that wait for a person's decision, the longest first."""
    states = TaskState.objects.reviewable_by(user).order_by("started_at")
    ids = list(states.values_list("workflow_state__object_id", flat=True)[:LINES])
    pages = Page.objects.select_related("locale").in_bulk([int(pk) for pk in ids])
    return [pages[int(pk)] for pk in ids if int(pk) in pages]


def _changed(locales):
    """Changed for the pages of some languages with the most sentences that are out of date."""
    if not locales:
        return []
    numbers = counting.outdated(None, locales)
    pages = Page.objects.filter(
        translation_key__in={key for key, _locale in numbers}, locale__in=locales, alias_of=None
    )
    found = [
        Changed(page, numbers[page.translation_key, page.locale_id])
        for page in pages.select_related("locale")
        if (page.translation_key, page.locale_id) in numbers
    ]
    return sorted(found, key=lambda each: (-each.count, each.page.path))[:LINES]


def add_panel(request, panels):
    """For Wagtail's hook `construct_homepage_panels`."""
    panels.append(MyTranslations())
