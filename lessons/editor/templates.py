"""Lessons that others are started from: offered wherever a lesson is added."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.copy_page import CopyPageAction
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from qiao.bilingual.slugs import free_slug, suggest_slug
from qiao.languages.conf import source_language
from qiao.languages.views import head

from ..models import LessonPage
from ..rights import may_add_lesson


def templates(user):
    """The Chinese lessons that are templates, of those that somebody sees in the admin."""
    visible = page_permission_policy.explorable_instances(user)
    return LessonPage.objects.filter(
        pk__in=visible.values("pk"), is_template=True, locale__language_code=source_language()
    ).order_by("title")


def start_from(template, *, parent, title, user):
    """Copy a template as it was last saved to a draft below `parent`, and return it."""
    return CopyPageAction(
        template.get_latest_revision_as_object(),
        to=parent,
        update_attrs={
            "title": title,
            "slug": free_slug(suggest_slug(title), parent, LessonPage),
            "is_template": False,
        },
        copy_revisions=False,
        keep_live=False,
        user=user,
    ).execute(skip_permission_checks=True)  # who starts from a template need not be allowed to change it


class StartForm(forms.Form):
    """What the new lesson is called, and which template it is started from."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=250)
    template = forms.ModelChoiceField(
        label=gettext_lazy("Template"),
        queryset=LessonPage.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": gettext_lazy(
                "This template is not there any more: choose another one, or start with an empty lesson."
            )
        },
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["template"]
        field.queryset = templates(user)
        field.label_from_instance = lambda template: template.title

    def clean_title(self):
        """Refuse a title that no address can be made of."""
        title = " ".join(self.cleaned_data["title"].split())
        if not suggest_slug(title):
            raise forms.ValidationError(_("No address can be made from this title: it needs a letter or a character."))
        return title


def offer(request, parent, page_class):
    """Where a lesson is about to be added and there are templates, ask first; Wagtail's hook `before_create_page`."""
    if (
        page_class is LessonPage
        and request.method == "GET"
        and "empty" not in request.GET
        and may_add_lesson(request.user, parent)
        and templates(request.user).exists()
    ):
        return redirect("qiao_lessons_start", parent.pk)
    return None


def start(request, page_id):
    """Ask for title and template, then open the editor of the copy."""
    parent = get_object_or_404(Page, pk=page_id).specific
    if not may_add_lesson(request.user, parent):
        raise PermissionDenied
    form = StartForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        page = start_from(
            form.cleaned_data["template"], parent=parent, title=form.cleaned_data["title"], user=request.user
        )
        messages.success(
            request,
            _("“%(title)s” is a draft now: nobody reads it until it is published.") % {"title": page.title},
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    context = {**head(_("New lesson"), parent.get_admin_display_title(), "doc-full"), "form": form, "parent": parent}
    return render(request, "lessons/admin/start.html", context)


def urls():
    """The address of the question."""
    return [path("qiao/lessons/start/<int:page_id>/", start, name="qiao_lessons_start")]
