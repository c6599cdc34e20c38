"""Choosers of institutions and of sources, in the admin, with a form for a new one in place."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.viewsets.chooser import ChooserViewSet

from .fields import Same

INSTITUTION = "qiao_accounts.Institution"
SOURCE = "qiao_workshops.Source"


class InstitutionChooserViewSet(ChooserViewSet):
    """Chooses an institution."""

    model = INSTITUTION
    icon = "group"
    choose_one_text = _("Choose an institution")
    choose_another_text = _("Choose another institution")
    edit_item_text = _("Edit this institution")
    url_filter_parameters = []


class SourceChooserViewSet(ChooserViewSet):
    """Chooses a source, or makes one in place."""

    model = SOURCE
    icon = "doc-full"
    choose_one_text = _("Choose a source")
    choose_another_text = _("Choose another source")
    edit_item_text = _("Edit this source")
    form_fields = ["key", "kind", "title", "publisher", "url", "document", "as_of"]


institution_chooser = InstitutionChooserViewSet("institution_chooser", url_prefix="institutions/chooser")
source_chooser = SourceChooserViewSet("source_chooser", url_prefix="sources/chooser")


class InstitutionChooserBlock(Same, blocks.ChooserBlock):
    """An institution, the same in every language."""

    target_model = INSTITUTION

    @cached_property
    def widget(self):
        """The chooser of the admin."""
        return institution_chooser.widget_class()

    class Meta:
        icon = "group"


class SourceChooserBlock(Same, blocks.ChooserBlock):
    """What a statement is taken from."""

    target_model = SOURCE

    @cached_property
    def widget(self):
        """The chooser of the admin."""
        return source_chooser.widget_class()

    class Meta:
        icon = "doc-full"


class ElsewhereBlock(Same, blocks.PageChooserBlock):
    """A page in Chinese that a page names; readers are led to its translation, where there is one.

    A page chooser as Wagtail has it would keep a translation back until the other page was translated too.
    """
