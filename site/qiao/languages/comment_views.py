"""The thread of a sentence, beside it in the translation editor or as a page of its own, and the list of open ones."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from . import api, comments
from .conf import source_language
from .history import target_of
from .models import Comment
from .views import head

_NOT_ALLOWED = gettext_lazy(
    "Comments are written by the editors and reviewers of this language and by those who may edit the Chinese."
)


class _TextField(forms.CharField):
    def to_python(self, value):
        # A browser counts a line's end as one character and sends two.
        return super().to_python(value and value.replace("\r\n", "\n"))


class CommentForm(forms.Form):
    """A comment: plain text."""

    text = _TextField(
        label=gettext_lazy("Your comment"),
        max_length=Comment._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write something first.")},
    )


class _NumberForm(forms.Form):
    number = forms.IntegerField(min_value=0, max_value=2**63 - 1)


def thread(request, translation_id, segment_id):
    """The comments on a sentence: a fragment for who asks with `?fragment` or `X-Requested-With`, else a page.

    A POST says with `action` what it does: add (with `text`; without an action, too), resolve (`number`: the last
    comment that was read), reopen, or delete (`number`: one's own comment). A fragment is answered by the new fragment.
    """
    translations = Translation.objects.select_related("source__locale", "target_locale")
    translation = get_object_or_404(translations, pk=translation_id)
    segments = StringSegment.objects.select_related("string", "context").filter(source=translation.source_id)
    segment = get_object_or_404(segments, pk=segment_id)
    in_editor = "fragment" in request.GET or "X-Requested-With" in request.headers
    may_comment = comments.may_comment(request.user, translation)
    form = CommentForm()
    if request.method == "POST":
        try:
            if not may_comment:
                raise PermissionDenied
            refused = _do(request, translation, segment.context)
        except PermissionDenied:
            # Wagtail answers it with the admin's home, which would land in the editor.
            if in_editor:
                return HttpResponseForbidden(_NOT_ALLOWED)
            raise
        if refused is None and not in_editor:
            return redirect(request.path)
        form = refused or form
    given = comments.thread(translation, segment.context)
    form.fields["text"].widget.attrs["id"] = f"id_comment_{segment.pk}"
    context = {
        "translation": translation,
        "segment": segment,
        "open": [comment for comment in given if comment.resolved_at is None],
        "resolved": [comment for comment in given if comment.resolved_at is not None],
        "last": given[-1] if given else None,
        "form": form if may_comment else None,
        "not_allowed": _NOT_ALLOWED,
        "url": reverse("qiao_languages:comments", args=[translation.pk, segment.pk]),
    }
    if in_editor:
        return render(request, "qiao/languages/admin/_comments.html", context)
    target = target_of(translation)
    context |= {
        **head(_("Comments"), f"{target or segment.string.data} ({translation.target_locale})", "comment"),
        "source_language": source_language(),
        "translated": StringTranslation.objects.filter(
            translation_of=segment.string_id, context=segment.context_id, locale=translation.target_locale_id
        ).first(),
        "edit_url": target and AdminURLFinder(request.user).get_edit_url(target),
    }
    return render(request, "qiao/languages/admin/comments.html", context)


def _do(request, translation, context):
    """Do what was posted; returns the form of a comment that can't be kept, else None."""
    action, user = request.POST.get("action", "add"), request.user
    if action == "add":
        form = CommentForm(request.POST)
        if not form.is_valid():
            return form
        api.add_comment(translation, context, form.cleaned_data["text"], user=user)
    elif action == "reopen":
        api.reopen_comments(translation, context, user=user)
    elif (form := _NumberForm(request.POST)).is_valid():
        number = form.cleaned_data["number"]
        if action == "resolve":
            api.resolve_comments(translation, context, user=user, upto=number)
        elif action == "delete":
            api.delete_comment(translation, context, number, user=user)
    return None


def open_threads(request, page_id):
    """The open comments on a page: on the Chinese one those of all languages."""
    page = get_object_or_404(Page.objects.select_related("locale"), pk=page_id)
    context = {
        **head(_("Open comments"), page.get_admin_display_title(), "comment"),
        "page": page,
        "threads": comments.threads(comments.open_on(page)),
        "source_language": source_language(),
    }
    return render(request, "qiao/languages/admin/open_comments.html", context)
