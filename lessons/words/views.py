"""Three pages of the admin: choose a file, look at what becomes of it and agree; and take words out in a file."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, override
from django.views.decorators.http import require_GET
from wagtail.admin.widgets import Button
from wagtail.snippets.views.snippets import IndexView

from qiao.languages.api import source_locale
from qiao.languages.trees import homes
from qiao.languages.views import head

from .. import table_imports
from ..models import Term
from ..sheets import MOST_BYTES
from . import anki, dictionary, imports, tables
from .forms import ExportForm
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


class WordImport(table_imports.TableImport):
    """The words of a table into the glossary."""

    place = PLACE
    title, subtitle, look_title = (
        gettext_lazy("Import words"),
        gettext_lazy("Terms"),
        gettext_lazy("What becomes of the words"),
    )
    template = "lessons/admin/import_words.html"
    line_template = "lessons/admin/_import_words.html"
    told = {
        table_imports.NEW: ngettext_lazy("%(count)d word is new.", "%(count)d words are new.", "count"),
        table_imports.CHANGED: ngettext_lazy("%(count)d word was changed.", "%(count)d words were changed.", "count"),
        table_imports.REFUSED: ngettext_lazy("%(count)d row was refused.", "%(count)d rows were refused.", "count"),
    }

    def __init__(self, request):
        _require(request)
        self.user = request.user

    @property
    def limits(self):
        return _("A table in CSV (UTF-8) or XLSX with %(words)d words and %(megabytes)d MB at most.") % {
            "words": imports.MOST_ROWS,
            "megabytes": MOST_BYTES // 1024**2,
        }

    @property
    def back(self):
        return reverse(Term.snippet_viewset.get_url_name("list"))

    @property
    def columns(self):
        """The names of the columns."""
        return tables.columns()

    def url(self, step="", *more):
        names = {"": "qiao_terms_import", "template": "qiao_terms_template", "check": "qiao_terms_import_check"}
        return reverse(names[step], args=more)

    def read(self, file, filename):
        return imports.read(file, filename)

    def plan(self, found):
        return imports.plan(found, user=self.user)

    def store(self, found, filename):
        return imports.store(found, user=self.user, filename=filename)

    def agree(self, count):
        return ngettext("Store %(count)s word", "Store %(count)s words", count) % {"count": count}


def choose_file(request):
    """Take a file of words."""
    return table_imports.choose_file(request, WordImport(request))


def template(request):
    """A table with the names of the columns and nothing else."""
    _require(request)
    return download(tables.xlsx_file([tables.columns()]), tables.XLSX, "glossary.xlsx")


def check(request, token):
    """Show what becomes of each word of a kept file; on POST store what can be taken."""
    return table_imports.check(request, WordImport(request), token)


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


def urls():
    """Addresses below the admin."""
    return [
        path("qiao/terms/import/", choose_file, name="qiao_terms_import"),
        path("qiao/terms/import/template/", template, name="qiao_terms_template"),
        path("qiao/terms/import/<str:token>/", check, name="qiao_terms_import_check"),
        path("qiao/terms/dictionary/", look_up, name="qiao_terms_dictionary"),
        path("qiao/terms/export/", export, name="qiao_terms_export"),
    ]
