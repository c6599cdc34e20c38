"""Pages of the admin: choose a file, look at what becomes of each line, agree; and a template to fill."""

import os

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from lessons.sheets import MOST_BYTES, TableError
from lessons.words.tables import XLSX
from qiao.languages import uploads
from qiao.languages.views import head

from . import indicators, institutions, rows, templates

INSTITUTIONS_PLACE = "institutions"


class FileForm(forms.Form):
    """Which file."""

    file = forms.FileField(label=gettext_lazy("File"), widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "A table in CSV (UTF-8) or XLSX with %(lines)d lines and %(megabytes)d MB at most."
        ) % {"lines": rows.MOST_ROWS, "megabytes": MOST_BYTES // 1024**2}


class _Import:
    """What the pages of one kind of import differ in. title, subtitle: of the pages. place: what kept files are for."""

    title = subtitle = place = explanation = icon = ""
    urls = "qiao_workshops_import"
    arguments = ()

    def url(self, step, *more):
        """The address of a step: "", "template" or "check"."""
        return reverse("_".join(filter(None, [self.urls, step])), args=[*self.arguments, *more])

    def head(self, title):
        """What the head of a page of the admin shows."""
        return head(title, self.subtitle, "upload")


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

    def store(self, found):
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

    def store(self, found):
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
    """Take a file; what can be read is kept for the dry run, what can't is refused with a sentence."""
    here = kind(request, *arguments)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        filename = os.path.basename(file.name)
        try:
            rows.read(file, filename, here.columns)
        except TableError as error:
            form.add_error("file", str(error))
        else:
            token = uploads.keep(file, filename=filename, user=request.user, place=here.place, options={})
            return redirect(here.url("check", token))
    context = {**here.head(here.title), "form": form, "here": here, "template_url": here.url("template")}
    return render(request, "workshops/admin/import.html", context)


def template(request, kind, *arguments):
    """A table to fill, with its headings in the language of the person."""
    here = kind(request, *arguments)
    headers = {"Content-Disposition": f'attachment; filename="{here.filename}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(templates.workbook(here.columns), content_type=XLSX, headers=headers)


def check(request, kind, *arguments):
    """Show what becomes of each line of a kept file; on POST store what can be taken."""
    *arguments, token = arguments
    here = kind(request, *arguments)
    try:
        kept = uploads.find(token, user=request.user, place=here.place)
        with uploads.open_file(kept) as file:
            found = rows.read(file, kept["filename"], here.columns)
        if request.method == "POST":
            stored = here.store(found)
            uploads.forget(kept)
            messages.success(request, _told(stored))
            return redirect(here.back)
    except uploads.GoneError:
        messages.error(request, _("The file is not kept any more: it stays for an hour. Choose it again."))
        return redirect(here.url(""))
    except TableError as error:
        messages.error(request, str(error))
        return redirect(here.url(""))
    except ValidationError as error:
        messages.error(request, _("Nothing was stored: %(reason)s") % {"reason": " ".join(error.messages)})
        return redirect(here.url("check", token))
    planned = here.plan(found)
    states = [
        (rows.REFUSED, _("Refused")),
        (rows.NEW, _("New")),
        (rows.CHANGED, _("Changed")),
        (rows.UNCHANGED, _("Unchanged")),
    ]
    sections = [(state, name, [row for row in planned if row.state == state]) for state, name in states]
    context = {
        **head(_("What becomes of each line"), kept["filename"], "upload"),
        "sections": [section for section in sections if section[2]],
        "taken": sum(row.state in (rows.NEW, rows.CHANGED) for row in planned),
        "again_url": here.url(""),
        "here": here,
    }
    return render(request, "workshops/admin/import_check.html", context)


def _told(stored):
    said = [
        ngettext("%(count)d line is new.", "%(count)d lines are new.", stored[rows.NEW]) % {"count": stored[rows.NEW]},
        ngettext("%(count)d line was changed.", "%(count)d lines were changed.", stored[rows.CHANGED])
        % {"count": stored[rows.CHANGED]},
    ]
    if stored[rows.REFUSED]:
        said.append(
            ngettext("%(count)d line was refused.", "%(count)d lines were refused.", stored[rows.REFUSED])
            % {"count": stored[rows.REFUSED]}
        )
    return " ".join(said)


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
