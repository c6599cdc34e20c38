"""Subtitles in Wagtail's admin, for which wagtailmedia's own form has no place, and where recordings are sent."""

from django.db.models import ForeignKey
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import recorder, views
from .models import LibraryMedia, Track


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
register_form_field_override(ForeignKey, to=LibraryMedia, override=recorder.chooser_for)


@hooks.register("register_admin_urls")
def register_admin_urls():
    return [path("qiao/recordings/add/", views.record, name="qiao_media_record")]
