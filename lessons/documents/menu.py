"""The way to the import in the menus of a page."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.menus.pages import PageMenuItem

from ..rights import may_add_lesson
from . import views


class ImportButton(PageMenuItem):
    """Shown on courses and modules to those who may add lessons there."""

    label = _("Import a Word or PowerPoint file")
    icon_name = "upload"
    url_name = "qiao_lessons_import"

    def is_shown(self, user):
        return may_add_lesson(user, self.page)


def listing_button(page, user, next_url=None):
    """For the menu of a page in the explorer."""
    yield ImportButton(page=page, priority=25)


def header_button(page, user, view_name, next_url=None):
    """For the menu at the head of a page's own views."""
    yield ImportButton(page=page, priority=25)


def urls():
    """Addresses of the two steps below the admin."""
    return [
        path("qiao/lessons/import/<int:page_id>/", views.choose_file, name="qiao_lessons_import"),
        path("qiao/lessons/import/<int:page_id>/<str:token>/", views.check, name="qiao_lessons_import_check"),
    ]
