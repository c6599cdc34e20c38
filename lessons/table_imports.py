"""The way of a table into the site, in the admin: choose a file, look at what becomes of each line, agree."""

import os

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from qiao.languages import uploads
from qiao.languages.views import head

from .sheets import TableError

NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"
"""What becomes of a line."""


class FileForm(forms.Form):
    """Which file. limits: a sentence that says how much of what it may hold."""

    file = forms.FileField(label=gettext_lazy("File"), widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}))

    def __init__(self, *args, limits, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = limits


class TableImport:
    """What one kind of import says and does, for one request; whoever makes one has asked whether the person may.

    place: what kept files are for. title, subtitle: of the page that takes the file; look_title: of the dry run.
    limits: how much a file may hold, in a sentence. template: of the page that takes the file; it is given `form` and
    `here`, this object. line_template: what one state of the dry run shows of its lines, `rows`. told: {state: what is
    said of so many lines that were stored, by `count`}. back: the address where somebody is led who has stored a table.
    """

    place = title = subtitle = look_title = limits = template = back = ""
    line_template = "lessons/admin/_import_lines.html"
    told = {}

    def url(self, step="", *more):
        """The address of a step: "", "template" or "check"."""
        raise NotImplementedError

    def read(self, file, filename):
        """The lines of a file. Raises TableError."""
        raise NotImplementedError

    def plan(self, found):
        """What becomes of each line: `line`, `name`, `state`, `reasons`, `notes` and `changes`. Nothing is stored."""
        raise NotImplementedError

    def store(self, found, filename):
        """Store what can be taken; returns {state: number of lines}. Raises ValidationError, with nothing stored."""
        raise NotImplementedError

    def agree(self, count):
        """What the button says that stores so many lines."""
        raise NotImplementedError


def choose_file(request, here):
    """Take a file; what can be read is kept for the dry run, what can't is refused with a sentence."""
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*data, limits=here.limits)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        filename = os.path.basename(file.name)
        try:
            here.read(file, filename)
        except TableError as error:
            form.add_error("file", str(error))
        else:
            token = uploads.keep(file, filename=filename, user=request.user, place=here.place, options={})
            return redirect(here.url("check", token))
    context = {
        **head(here.title, here.subtitle, "upload"),
        "form": form,
        "here": here,
        "template_url": here.url("template"),
    }
    return render(request, here.template, context)


def check(request, here, token):
    """Show what becomes of each line of a kept file; on POST store what can be taken."""
    try:
        kept = uploads.find(token, user=request.user, place=here.place)
        with uploads.open_file(kept) as file:
            found = here.read(file, kept["filename"])
        if request.method == "POST":
            stored = here.store(found, kept["filename"])
            uploads.forget(kept)
            messages.success(request, _said(here.told, stored))
            return redirect(here.back)
    except uploads.GoneError:
        messages.error(request, _("The file is not kept any more: it stays for an hour. Choose it again."))
        return redirect(here.url())
    except TableError as error:
        messages.error(request, str(error))
        return redirect(here.url())
    except ValidationError as error:
        messages.error(request, _("Nothing was stored: %(reason)s") % {"reason": " ".join(error.messages)})
        return redirect(here.url("check", token))
    planned = here.plan(found)
    states = [(REFUSED, _("Refused")), (NEW, _("New")), (CHANGED, _("Changed")), (UNCHANGED, _("Unchanged"))]
    sections = [(state, name, [row for row in planned if row.state == state]) for state, name in states]
    taken = sum(row.state in (NEW, CHANGED) for row in planned)
    context = {
        **head(here.look_title, kept["filename"], "upload"),
        "sections": [section for section in sections if section[2]],
        "agree": here.agree(taken) if taken else "",
        "again_url": here.url(),
        "here": here,
    }
    return render(request, "lessons/admin/import_table_check.html", context)


def _said(told, stored):
    return " ".join(
        told[state] % {"count": stored[state]} for state in (NEW, CHANGED, REFUSED) if state != REFUSED or stored[state]
    )
