"""Two pages of the admin: choose a file, then look at what becomes of it and make the draft."""

import os

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from qiao.languages import uploads
from qiao.languages.views import head

from ..models import LessonPage
from ..rights import may_add_lesson
from . import pictures
from .api import open_lesson
from .drafts import lesson_key, make_draft
from .forms import FileForm, LessonForm
from .package import DocumentError
from .reading import CHANGED, LEFT_OUT, report

SHOWN_AT_ONCE = 10
"""Sentences of a block that are shown before it is opened."""

PLACES_AT_ONCE = 8


def choose_file(request, page_id):
    """Take a file; what can be read is kept for the dry run, what can't is refused with a sentence."""
    parent = _parent(request, page_id)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*posted, parent=parent, user=request.user)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        filename = os.path.basename(file.name)
        try:
            with open_lesson(file, filename, notes=form.cleaned_data["notes"]):
                pass
        except DocumentError as error:
            form.add_error("file", str(error))
        else:
            token = uploads.keep(file, filename=filename, user=request.user, place=parent.pk, options=form.options)
            return redirect("qiao_lessons_import_check", parent.pk, token)
    context = {
        **head(_("Import a Word or PowerPoint file"), parent.get_admin_display_title(), "upload"),
        "form": form,
        "parent": parent,
    }
    return render(request, "lessons/admin/import_file.html", context)


def check(request, page_id, token):
    """Show what a kept file would become and what is left out; on POST make the draft."""
    parent = _parent(request, page_id)
    try:
        kept = uploads.find(token, user=request.user, place=parent.pk)
        if made := LessonPage.objects.filter(translation_key=lesson_key(kept), locale=parent.locale).first():
            messages.info(request, _("This file was made into a draft already: here it is."))
            return redirect("wagtailadmin_pages:edit", made.pk)
        with uploads.open_file(kept) as file, open_lesson(file, kept["filename"], notes=kept["notes"]) as lesson:
            return _checked(request, parent, kept, lesson)
    except uploads.GoneError:
        messages.error(request, _("The file is not kept any more: it stays for an hour. Choose it again."))
    except DocumentError as error:
        messages.error(request, str(error))
    return redirect("qiao_lessons_import", parent.pk)


def _checked(request, parent, kept, lesson):
    collection = _collection(request.user, kept)
    if collection is None:
        for picture in lesson.pictures:
            lesson.leave_out(picture, "rights")
    form = LessonForm(request.POST if request.method == "POST" else None, lesson=lesson)
    if request.method == "POST" and form.is_valid():
        for hook in hooks.get_hooks("before_create_page"):
            if hasattr(response := hook(request, parent, LessonPage), "status_code"):
                return response
        page = make_draft(
            lesson,
            parent=parent,
            user=request.user,
            title=form.cleaned_data["title"],
            key=lesson_key(kept),
            choices=form.choices(),
            collection=collection,
            language=kept["language"],
        )
        uploads.forget(kept)
        messages.success(
            request,
            _("“%(title)s” is a draft now: nobody reads it until it is published.") % {"title": page.title},
        )
        for hook in hooks.get_hooks("after_create_page"):
            if hasattr(response := hook(request, page), "status_code"):
                return response
        return redirect("wagtailadmin_pages:edit", page.pk)
    context = {
        **head(_("The lesson that the file becomes"), kept["filename"], "upload"),
        "form": form,
        "parent": parent,
        "lesson": lesson,
        "parts": _shown(lesson, form),
        "left_out": _places(report(lesson.notes, LEFT_OUT)),
        "changed": _places(report(lesson.notes, CHANGED)),
        "language": _language(kept["language"]),
    }
    return render(request, "lessons/admin/import_check.html", context)


def _parent(request, page_id):
    parent = get_object_or_404(Page, pk=page_id).specific
    if not may_add_lesson(request.user, parent):
        raise PermissionDenied
    return parent


def _collection(user, kept):
    allowed = pictures.collections(user)
    return allowed.filter(pk=kept["collection"]).first() if kept["collection"] else allowed.first()


def _language(code):
    return get_language_info(code)["name_translated"] if code else ""


def _shown(lesson, form):
    shown, number = [], 0
    for part in lesson.parts:
        entry = {"part": part, "groups": part.steps or [part.drafts]}
        entry["is_long"] = part.sentence_count > SHOWN_AT_ONCE
        if part.picture:
            entry["fields"], number = form.picture_fields(number), number + 1
        shown.append(entry)
    return shown


def _places(found):
    return [
        {"sentence": sentence, "notes": notes[:PLACES_AT_ONCE], "more": max(0, len(notes) - PLACES_AT_ONCE)}
        for sentence, notes in found
    ]
