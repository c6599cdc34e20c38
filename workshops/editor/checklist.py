"""A side panel of the editor: what a good page still lacks, counted while it is written; nothing keeps anybody from
publishing.
"""

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.preview import PreviewOnCreate, PreviewOnEdit

from lessons.editor import side_panels

from ..base import ShowcasePage
from . import lacks


class _ListMixin:
    """Reads the form that is being filled as a preview does, and stores nothing."""

    http_method_names = ("post",)

    def dispatch(self, request, *args, **kwargs):
        if not isinstance(self.object, ShowcasePage):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """The list as HTML; 422 while the form can't be read, such as with a day that is no day."""
        form = self.get_form(request.POST)
        if not self.validate_form(form):
            return render(request, "workshops/admin/_checklist_faulty.html", status=422)
        page = form.save(commit=False)
        return render(request, "workshops/admin/_checklist.html", {"lacks": lacks.of(page)})


class OfPage(_ListMixin, PreviewOnEdit):
    """The list of a page that is there."""


class OfNewPage(_ListMixin, PreviewOnCreate):
    """The list of a page that is being added."""


class ChecklistSidePanel(BaseSidePanel):
    """Beside Wagtail's own panels; its content is asked for by script, again whenever the form has changed."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("Toggle checklist")
        icon_name = "list-ul"

    name = "qiao-checklist"
    title = gettext_lazy("What a good page still lacks")
    template_name = "workshops/admin/checklist_panel.html"
    order = 330

    def __init__(self, page, request, *, parent):
        super().__init__(page, request)
        self.parent = parent

    def get_context_data(self, parent_context):
        """Add the address to ask."""
        page = self.object
        if page.pk:
            url = reverse("qiao_workshops_checklist", args=[page.pk])
        else:
            meta = page._meta
            url = reverse("qiao_workshops_new_checklist", args=[meta.app_label, meta.model_name, self.parent.pk])
        return super().get_context_data(parent_context) | {"url": url}

    @property
    def media(self):
        """The script that asks."""
        return forms.Media(js=[versioned_static(side_panels.SCRIPT), versioned_static("workshops/admin/checklist.js")])


def urls():
    """The addresses that the panel asks."""
    return [
        path("qiao/workshops/<int:page_id>/checklist/", OfPage.as_view(), name="qiao_workshops_checklist"),
        path(
            "qiao/workshops/checklist/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/",
            OfNewPage.as_view(),
            name="qiao_workshops_new_checklist",
        ),
    ]


def panel(view):
    """The panel of a Chinese page about workshops, for `side_panels.add`."""
    if not (isinstance(view.page, ShowcasePage) and view.page.in_source_language):
        return None
    return ChecklistSidePanel(view.page, view.request, parent=None if view.page.pk else view.parent_page)
