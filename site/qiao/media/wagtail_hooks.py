"""Subtitles in Wagtail's admin, for which wagtailmedia's own form has no place, and where recordings are sent."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import views
from .models import Track


class TrackViewSet(SnippetViewSet):
    """Lists and edits the tracks of all media."""

    model = Track
    icon = "openquote"
    menu_label = _("Subtitles")
    list_display = ["media", "language", "kind"]
    list_filter = ["language", "kind"]
    search_fields = ["media__title"]
    panels = [FieldPanel("media"), FieldPanel("language"), FieldPanel("kind"), FieldPanel("file")]


register_snippet(TrackViewSet)


@hooks.register("register_admin_urls")
def register_admin_urls():
    return [path("qiao/recordings/add/", views.record, name="qiao_media_record")]
