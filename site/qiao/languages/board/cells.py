"""The rows of the board and their cells, read with a fixed number of queries for any number of pages."""

from functools import cached_property, reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, WorkflowState
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import Translation

from .. import counting
from ..rights import SUBMIT
from ..sources import walk
from ..trees import is_offered


class Cell:
    """A Chinese page in one language: what is there of it, how far it is, who has it, and what this person may do."""

    def __init__(self, board, page, ancestors, locale):
        self.board, self.page, self.locale = board, page, locale
        pair = page.translation_key, locale.pk
        self.is_offered = is_offered(page, locale)
        self.target = board.targets.get(pair)
        self.translation = board.translations.get(pair) if self.target else None
        self.assignment = getattr(self.translation, "assignment", None)
        total = board.totals.get(page.translation_key, 0)
        self.progress = board.progress.get(pair) or counting.Progress(total, 0, 0)
        self.review = board.reviews.get(str(self.target.pk), "") if self.target else ""
        self._ancestors = ancestors

    @property
    def is_begun(self):
        """Whether the page is in translation; a page that was switched off is its language's own."""
        return self.translation is not None

    @property
    def counts(self):
        """Whether this language is to have the page, or has it."""
        return self.is_begun or (self.is_offered and self.page.live)

    @property
    def is_finished(self):
        """Whether readers have all of it."""
        return (
            self.is_begun
            and self.progress.percent == 100
            and self.target.live
            and not self.target.has_unpublished_changes
        )

    @property
    def is_overdue(self):
        """Whether its translator is late."""
        assignment = self.assignment
        in_hand = not self.is_finished and self.review != WorkflowState.STATUS_IN_PROGRESS
        return bool(assignment and assignment.due and in_hand and assignment.due < timezone.localdate())

    @property
    def is_mine(self):
        """Whether the person who looks has it."""
        return bool(self.assignment) and self.assignment.assignee_id == self.board.user.pk

    @property
    def may_edit(self):
        """Whether the person may change the translation."""
        return self.target is not None and self.board.may("change", self.target)

    @property
    def may_assign(self):
        """Whether the person may give it to others."""
        return self.is_begun and self.board.may("publish", self.target)

    @property
    def may_take(self):
        """Whether the person may take it for themselves with one click."""
        return self.is_begun and self.assignment is None and not self.is_finished and self.may_edit

    @property
    def may_start(self):
        """Whether the person may begin the translation: add a page below the nearest ancestor that is there."""
        if self.target is not None or not self.counts or not self.board.user.has_perm(SUBMIT):
            return False
        found = (self.board.targets.get((each.translation_key, self.locale.pk)) for each in self._ancestors[::-1])
        nearest = next(filter(None, found), None)
        return nearest is not None and self.board.may("add", nearest)


class Sum:
    """Cells of a page and of what lies below it, in one language; `own` is the page's."""

    def __init__(self, own, cells):
        self.own, self.locale = own, own.locale
        self.cells = [cell for cell in cells if cell.counts]
        self.begun = [cell for cell in self.cells if cell.is_begun]
        self.pages = len(self.cells)
        self.published = sum(cell.target.live for cell in self.begun)
        self.outdated = sum(cell.progress.outdated for cell in self.begun)
        self.unconfirmed = sum(cell.progress.unconfirmed for cell in self.begun)
        self.reviews = sum(cell.review == WorkflowState.STATUS_IN_PROGRESS for cell in self.begun)
        self.sent_back = sum(cell.review == WorkflowState.STATUS_NEEDS_CHANGES for cell in self.begun)
        self.changed = sum(cell.target.live and cell.target.has_unpublished_changes for cell in self.begun)

    @property
    def percent(self):
        """Whole percent of the sentences; pages that are not begun weigh as much as those that are, on average."""
        total = sum(cell.progress.total for cell in self.begun)
        translated = sum(cell.progress.translated for cell in self.begun)
        if not total:
            return 100 * len(self.begun) // self.pages if self.pages else 0
        return 100 * translated * len(self.begun) // (total * self.pages)

    @cached_property
    def open(self):
        """Its cells that somebody has and has not finished."""
        return [cell for cell in self.begun if cell.assignment and not cell.is_finished]

    @property
    def assignees(self):
        """Who has something of it, each once."""
        return list({cell.assignment.assignee_id: cell.assignment.assignee for cell in self.open}.values())

    @property
    def due(self):
        """The earliest day on which something of it is due, or None."""
        return min((cell.assignment.due for cell in self.open if cell.assignment.due), default=None)

    @property
    def overdue(self):
        """How many of its pages are late."""
        return sum(cell.is_overdue for cell in self.open)

    @property
    def may_assign(self):
        """Whether the person may give it, with everything below, to others."""
        return self.own.may_assign


class Row:
    """A Chinese page with its cells; `pages` are it and what it sums up, with their ancestors."""

    def __init__(self, board, page, ancestors, *, with_below=False, depth=0):
        self.board, self.page, self.with_below = board, page, with_below
        self.depth = depth  # below the page that was opened
        self.pages = [(page, ancestors)]

    def finish(self, mine):
        """Make the cells, once all pages of the row are known."""
        self.cells = []
        for locale in self.board.locales:
            cells = [Cell(self.board, page, ancestors, locale) for page, ancestors in self.pages]
            shown = [cell for cell in cells if cell.is_mine or not mine]
            if shown:
                self.cells.append(Sum(cells[0], shown) if self.with_below else shown[0])
            else:
                self.cells.append(None)

    @property
    def live(self):
        """How many of its Chinese pages are published."""
        return sum(page.live for page, _ancestors in self.pages)

    @property
    def may_edit(self):
        """Whether the person may change the Chinese page."""
        return self.board.may("change", self.page)


class Board:
    """The rows of some Chinese pages in some languages, as one person sees them."""

    def __init__(self, pages, locales, user, *, sum_up=(), opened=False, mine=False):
        """pages: Chinese pages. sum_up: keys of the content types whose rows sum up what is below them. opened: give
        every page below them a row of its own. mine: leave out all cells but the person's own.
        """
        self.locales, self.user = locales, user
        self._policy = PagePermissionPolicy()
        pages = list(pages)
        with_below = [page for page in pages if page.numchild and (opened or page.content_type_id in sum_up)]
        found = list(walk(_around(pages, with_below))) if pages else []
        self._load([page for page, _ancestors in found])
        top = {page.pk: page for page in pages}
        self.rows, open_rows = [], []
        for page, ancestors in found:
            # A row may lie below another one that sums it up: each has its own pages.
            open_rows = [row for row in open_rows if page.path.startswith(row.page.path)]
            for row in open_rows:
                row.pages.append((page, ancestors))
            if page.pk in top:
                self.rows.append(Row(self, page, ancestors, with_below=page.content_type_id in sum_up))
                if self.rows[-1].with_below:
                    open_rows.append(self.rows[-1])
            elif opened and (above := next((each for each in ancestors if each.pk in top), None)):
                self.rows.append(Row(self, page, ancestors, depth=page.depth - above.depth))
        for row in self.rows:
            row.finish(mine)

    def may(self, action, page):
        """Whether the person may do something to a page, as their groups say; costs no query for each page."""
        return self._policy.user_has_permission_for_instance(self.user, action, page)

    def _load(self, pages):
        keys = [page.translation_key for page in pages]
        targets = Page.objects.filter(translation_key__in=keys, locale__in=self.locales, alias_of=None)
        self.targets = {(page.translation_key, page.locale_id): page for page in targets}
        translations = Translation.objects.filter(
            source__object_id__in=keys, target_locale__in=self.locales, enabled=True
        ).select_related("source", "assignment__assignee")
        self.translations = {(each.source.object_id, each.target_locale_id): each for each in translations}
        self.totals = counting.totals(keys)
        self.progress = counting.count(keys, self.locales)
        states = WorkflowState.objects.active().filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=[str(page.pk) for page in self.targets.values()],
        )
        self.reviews = dict(states.values_list("object_id", "status"))


def _around(pages, with_below):
    """The query of pages, of what they lie in, and of what lies below some of them."""
    below = [Page.objects.descendant_of_q(page) for page in with_below]
    return Page.objects.filter(reduce(or_, below, Q(path__in=paths_above(page.path for page in pages))), depth__gt=1)


def paths_above(paths):
    """The paths of pages and of all that they lie in."""
    return {path[:end] for path in paths for end in range(Page.steplen, len(path) + 1, Page.steplen)}
