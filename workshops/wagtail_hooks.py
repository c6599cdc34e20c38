"""The sources, the imports and the checklist of pages about workshops in Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from lessons.editor import side_panels
from lessons.institutions.admin import BUTTONS_HOOK

from .choosers import source_chooser
from .editor import checklist
from .editor.sources import SourceForm
from .enquiries.admin import EnquiryViewSet
from .imports import views as imports
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
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        """The same as in the chooser."""
        return SourceForm


@hooks.register("register_admin_viewset")
def viewsets():
    """The sources, and their chooser."""
    return [source_chooser, SourceViewSet(), EnquiryViewSet()]


hooks.register("register_admin_urls", checklist.urls)
hooks.register("register_admin_urls", imports.urls)
hooks.register("register_page_listing_more_buttons", imports.listing_button)
hooks.register("register_page_header_buttons", imports.header_button)
hooks.register(BUTTONS_HOOK, imports.institution_buttons)

side_panels.add(checklist.panel)
