"""Three pages of the admin: choose a file, look at what becomes of it and agree; and take words out in a file."""

import os

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_GET
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.snippets.views.snippets import IndexView

from qiao.languages import uploads
from qiao.languages.api import source_locale
from qiao.languages.trees import homes
from qiao.languages.views import head

from ..models import Term
from . import anki, dictionary, imports, tables
from .forms import ExportForm, FileForm
from .lists import WordList
from .pages import download

PLACE = "terms"


class TermIndexView(IndexView):
    """The list of terms, with the ways in and out of files in its menu."""

    @property
    def header_more_buttons(self):
        """Wagtail's buttons and those of the files."""
        buttons = super().header_more_buttons
        if may_import(self.request.user):
            buttons.append(
                Button(_("Import a table"), url=reverse("qiao_terms_import"), icon_name="upload", priority=90)
            )
        buttons.append(Button(_("Export"), url=reverse("qiao_terms_export"), icon_name="download", priority=100))
        return buttons


def may_import(user):
    """Whether somebody may add or change terms at all; which languages they may write is asked for each cell."""
    return user.has_perm("qiao_lessons.add_term") or user.has_perm("qiao_lessons.change_term")


def choose_file(request):
    """Take a file; what can be read is kept for the dry run, what can't is refused with a sentence."""
    _require(request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        filename = os.path.basename(file.name)
        try:
            imports.read(file, filename)
        except imports.TableError as error:
            form.add_error("file", str(error))
        else:
            token = uploads.keep(file, filename=filename, user=request.user, place=PLACE, options={})
            return redirect("qiao_terms_import_check", token)
    context = {**head(_("Import words"), _("Terms"), "upload"), "form": form, "columns": tables.columns()}
    return render(request, "lessons/admin/import_words.html", context)


def template(request):
    """A table with the names of the columns and nothing else."""
    _require(request)
    return download(tables.xlsx_file([tables.columns()]), tables.XLSX, "glossary.xlsx")


def check(request, token):
    """Show what becomes of each row of a kept file; on POST store what can be taken."""
    _require(request)
    try:
        kept = uploads.find(token, user=request.user, place=PLACE)
        with uploads.open_file(kept) as file:
            rows = imports.read(file, kept["filename"])
        if request.method == "POST":
            stored = imports.store(rows, user=request.user, filename=kept["filename"])
            uploads.forget(kept)
            messages.success(request, _told(stored))
            return redirect(Term.snippet_viewset.get_url_name("list"))
    except uploads.GoneError:
        messages.error(request, _("The file is not kept any more: it stays for an hour. Choose it again."))
        return redirect("qiao_terms_import")
    except imports.TableError as error:
        messages.error(request, str(error))
        return redirect("qiao_terms_import")
    except ValidationError as error:
        messages.error(request, _("Nothing was stored: %(reason)s") % {"reason": " ".join(error.messages)})
        return redirect("qiao_terms_import_check", token)
    planned = imports.plan(rows, user=request.user)
    states = [
        (imports.REFUSED, _("Refused")),
        (imports.NEW, _("New")),
        (imports.CHANGED, _("Changed")),
        (imports.UNCHANGED, _("Unchanged")),
    ]
    found = [(state, name, [row for row in planned if row.state == state]) for state, name in states]
    context = {
        **head(_("What becomes of the words"), kept["filename"], "upload"),
        "states": [entry for entry in found if entry[2]],
        "taken": sum(row.state in (imports.NEW, imports.CHANGED) for row in planned),
    }
    return render(request, "lessons/admin/import_words_check.html", context)


def export(request):
    """Give out the words of a course or all of them."""
    form = ExportForm(request.GET if "kind" in request.GET else None)
    if form.is_bound and form.is_valid():
        return _exported(form.cleaned_data["course"], form.cleaned_data["kind"], form.cleaned_data["language"])
    context = {**head(_("Export words"), _("Terms"), "download"), "form": form}
    return render(request, "lessons/admin/export_words.html", context)


def _exported(course, kind, language):
    name = course.slug if course else "glossary"
    if kind == "anki":
        home = next(home for home in homes() if home.locale.language_code == language)
        page = (course.get_translation_or_none(home.locale) or course) if course else home
        with override(language):
            content = anki.deck(WordList(page, everything=course is None), page.title)
        return download(content, anki.CONTENT_TYPE, f"{name}-{page.locale.language_code}.apkg")
    terms = WordList(course, everything=False).terms if course else Term.objects.filter(locale=source_locale())
    rows = tables.of_terms(list(terms))
    if kind == "csv":
        return download(tables.csv_file(rows), tables.CSV, f"{name}.csv")
    return download(tables.xlsx_file(rows), tables.XLSX, f"{name}.xlsx")


@require_GET
def look_up(request):
    """What the dictionary says of `?hanzi=`, as {"suggestions": [{"pinyin", "meaning", "said"}]}."""
    _require(request)
    found = dictionary.suggestions(request.GET.get("hanzi", "").strip()[:60])
    shown = [{**each._asdict(), "said": " — ".join(filter(None, each))} for each in found]
    return JsonResponse({"suggestions": shown})


def _require(request):
    if not may_import(request.user):
        raise PermissionDenied


def _told(stored):
    said = [
        ngettext("%(count)d word is new.", "%(count)d words are new.", stored[imports.NEW])
        % {"count": stored[imports.NEW]},
        ngettext("%(count)d word was changed.", "%(count)d words were changed.", stored[imports.CHANGED])
        % {"count": stored[imports.CHANGED]},
    ]
    if stored[imports.REFUSED]:
        said.append(
            ngettext("%(count)d row was refused.", "%(count)d rows were refused.", stored[imports.REFUSED])
            % {"count": stored[imports.REFUSED]}
        )
    return " ".join(said)


def urls():
    """Addresses below the admin."""
    return [
        path("qiao/terms/import/", choose_file, name="qiao_terms_import"),
        path("qiao/terms/import/template/", template, name="qiao_terms_template"),
        path("qiao/terms/import/<str:token>/", check, name="qiao_terms_import_check"),
        path("qiao/terms/dictionary/", look_up, name="qiao_terms_dictionary"),
        path("qiao/terms/export/", export, name="qiao_terms_export"),
    ]
