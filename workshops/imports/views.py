"""Pages of the admin: choose a file, look at what becomes of each line, agree; and a template to fill."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from lessons import table_imports
from lessons.sheets import MOST_BYTES
from lessons.words.tables import XLSX

from . import indicators, institutions, rows, templates

INSTITUTIONS_PLACE = "institutions"


class _Import(table_imports.TableImport):
    """What figures and institutions have in common. urls: the name of the first address."""

    explanation = urls = ""
    arguments = ()
    look_title = gettext_lazy("What becomes of each line")
    template = "workshops/admin/import.html"
    told = {
        table_imports.NEW: ngettext_lazy("%(count)d line is new.", "%(count)d lines are new.", "count"),
        table_imports.CHANGED: ngettext_lazy("%(count)d line was changed.", "%(count)d lines were changed.", "count"),
        table_imports.REFUSED: ngettext_lazy("%(count)d line was refused.", "%(count)d lines were refused.", "count"),
    }

    @property
    def limits(self):
        return _("A table in CSV (UTF-8) or XLSX with %(lines)d lines and %(megabytes)d MB at most.") % {
            "lines": rows.MOST_ROWS,
            "megabytes": MOST_BYTES // 1024**2,
        }

    def url(self, step="", *more):
        return reverse("_".join(filter(None, [self.urls, step])), args=[*self.arguments, *more])

    def read(self, file, filename):
        return rows.read(file, filename, self.columns)

    def agree(self, count):
        return ngettext("Store %(count)s line", "Store %(count)s lines", count) % {"count": count}


class _OfIndicators(_Import):
    urls = "qiao_workshops_indicators"
    title = gettext_lazy("Import figures")
    explanation = gettext_lazy(
        "Next you see what becomes of each line. What you agree to becomes a new draft of this page: nothing is"
        " published by it. A value with the same period, day and source is changed, any other is added; nothing is"
        " taken away."
    )

    def __init__(self, request, page_id):
        self.page = get_object_or_404(Page, pk=page_id).specific
        if not may_import_indicators(request.user, self.page):
            raise PermissionDenied
        self.arguments = [page_id]
        self.subtitle = self.page.get_admin_display_title()
        self.place = f"indicators {page_id}"
        self.columns = indicators.COLUMNS
        self.filename = "figures.xlsx"
        self.back = reverse("wagtailadmin_pages:edit", args=[page_id])
        self.user = request.user

    def plan(self, found):
        return indicators.plan(found, self.page.get_latest_revision_as_object())

    def store(self, found, filename):
        return indicators.store(found, self.page, user=self.user)


class _OfInstitutions(_Import):
    urls = "qiao_workshops_institutions"
    title = gettext_lazy("Import institutions")
    explanation = gettext_lazy(
        "Next you see what becomes of each line. Nothing is stored before you agree. An institution is known by its"
        " key; an empty cell leaves what is there."
    )
    place = INSTITUTIONS_PLACE

    def __init__(self, request):
        if not may_import_institutions(request.user):
            raise PermissionDenied
        self.subtitle = _("Institutions")
        self.columns = institutions.columns()
        self.filename = "institutions.xlsx"
        self.back = reverse("institutions:index")
        self.user = request.user

    def plan(self, found):
        return institutions.plan(found, self.user)

    def store(self, found, filename):
        return institutions.store(found, user=self.user)


def may_import_indicators(user, page):
    """Whether somebody may bring figures into a page: a Chinese page that has some, which they may edit now."""
    if not hasattr(type(page), "indicators") or not page.in_source_language:
        return False
    may = page.permissions_for_user(user)
    return may.can_edit() and not may.page_locked()


def may_import_institutions(user):
    """Whether somebody may add institutions; who may change them is asked for each line."""
    return user.has_perm(institutions.ADD)


def choose_file(request, kind, *arguments):
    """Take a file."""
    return table_imports.choose_file(request, kind(request, *arguments))


def template(request, kind, *arguments):
    """A table to fill, with its headings in the language of the person."""
    here = kind(request, *arguments)
    headers = {"Content-Disposition": f'attachment; filename="{here.filename}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(templates.workbook(here.columns), content_type=XLSX, headers=headers)


def check(request, kind, *arguments):
    """Show what becomes of each line of a kept file; on POST store what can be taken."""
    *arguments, token = arguments
    return table_imports.check(request, kind(request, *arguments), token)


class ImportButton(PageMenuItem):
    """Shown on pages with figures to those who may edit them."""

    label = gettext_lazy("Import figures")
    icon_name = "upload"
    url_name = "qiao_workshops_indicators"

    def is_shown(self, user):
        """Asked for every page of a listing, of whatever type."""
        has_figures = hasattr(self.page.specific_class, "indicators")
        return has_figures and may_import_indicators(user, self.page.specific_deferred)


def listing_button(page, user, next_url=None):
    """For the menu of a page in the explorer."""
    yield ImportButton(page=page, priority=26)


def header_button(page, user, view_name, next_url=None):
    """For the menu at the head of a page's own views."""
    yield ImportButton(page=page, priority=26)


def institution_buttons(user):
    """For the head of the list of institutions."""
    if may_import_institutions(user):
        url = reverse(_OfInstitutions.urls)
        yield Button(_("Import a table"), url=url, icon_name="upload", priority=90)


def urls():
    """Addresses below the admin."""

    def steps(address, name, kind):
        for view, last, step in (
            (choose_file, "", ""),
            (template, "template/", "template"),
            (check, "<str:token>/", "check"),
        ):
            yield path(f"{address}{last}", _view(view, kind), name="_".join(filter(None, [name, step])))

    return [
        *steps("qiao/workshops/<int:page_id>/indicators/", _OfIndicators.urls, _OfIndicators),
        *steps("qiao/institutions/import/", _OfInstitutions.urls, _OfInstitutions),
    ]


def _view(view, kind):
    def answer(request, **arguments):
        return view(request, kind, *arguments.values())

    return answer
