"""Subtitles in Wagtail's admin: wagtailmedia's own form has no place for them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

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
