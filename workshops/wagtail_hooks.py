"""Choosers of institutions and sources, and the list of sources, in Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from .choosers import institution_chooser, source_chooser
from .models import Source


class SourceViewSet(ModelViewSet):
    """Lists and edits what pages quote."""

    model = Source
    name = "sources"
    icon = "doc-full"
    menu_label = _("Sources")
    add_to_settings_menu = True
    list_display = ["__str__", "key", "kind", "as_of"]
    search_fields = ["key", "title", "publisher"]
    form_fields = ["kind", "title", "publisher", "url", "document", "as_of", "key"]


@hooks.register("register_admin_viewset")
def viewsets():
    """The choosers, and the sources."""
    return [institution_chooser, source_chooser, SourceViewSet()]
