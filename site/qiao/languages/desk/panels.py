"""The reader's page beside the desk, as one of Wagtail's side panels."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel


class ReaderPanel(BaseSidePanel):
    """What readers of the language would see; loaded when it is opened, and again after a save."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """The button that opens it."""

        aria_label = _("Toggle preview")
        icon_name = "view"
        has_counter = False

    name = "preview"
    title = _("Preview")
    template_name = "qiao/languages/admin/_desk_preview.html"
    order = 100

    def __init__(self, instance, request, translation):
        super().__init__(instance, request)
        self.translation = translation

    def get_context_data(self, parent_context):
        """Add the translation whose draft is shown."""
        return {**super().get_context_data(parent_context), "translation": self.translation}
