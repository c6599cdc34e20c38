"""Choosers of institutions and of sources, in the admin, with a form for a new one in place."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser as chooser_views
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.log_actions import log

from lessons.institutions.choosers import PrefixedMixin, SearchedFilterForm, institution_chooser

from .fields import Same
from .together import ReadTogether

INSTITUTION = "qiao_accounts.Institution"
SOURCE = "qiao_workshops.Source"


class _SourceFilterForm(SearchedFilterForm):
    @staticmethod
    def searched(sources, text):
        wanted = text.casefold()
        # SQLite folds Latin letters only.
        rows = sources.order_by().values_list("pk", "key", "title", "publisher", "url")
        found = [pk for pk, *texts in rows if any(wanted in each.casefold() for each in texts)]
        return sources.filter(pk__in=found)


class _ListedMixin(PrefixedMixin):
    filter_form_class = _SourceFilterForm

    @property
    def columns(self):
        return [
            *super().columns,
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("key", label=_("Key")),
        ]


class _ChooseView(_ListedMixin, chooser_views.ChooseView):
    pass


class _ChooseResultsView(_ListedMixin, chooser_views.ChooseResultsView):
    pass


class _CreateView(PrefixedMixin, chooser_views.CreateView):
    def save_form(self, form):
        source = super().save_form(form)
        log(source, "wagtail.create", user=self.request.user)
        return source


class SourceChooserViewSet(ChooserViewSet):
    """Chooses a source by its key, title, publisher or address, or makes one in place."""

    model = SOURCE
    icon = "doc-full"
    choose_one_text = _("Choose a source")
    choose_another_text = _("Choose another source")
    edit_item_text = _("Edit this source")
    search_tab_label = _("Search")
    creation_tab_label = _("New source")
    create_action_label = _("Add the source")
    creation_form_class = "workshops.editor.sources.SourceForm"
    choose_view_class = _ChooseView
    choose_results_view_class = _ChooseResultsView
    create_view_class = _CreateView


source_chooser = SourceChooserViewSet("source_chooser", url_prefix="sources/chooser")


class InstitutionChooserBlock(ReadTogether, Same, blocks.ChooserBlock):
    """An institution, the same in every language."""

    target_model = INSTITUTION

    @cached_property
    def widget(self):
        """The chooser of the admin."""
        return institution_chooser.widget_class()

    class Meta:
        icon = "group"


class SourceChooserBlock(ReadTogether, Same, blocks.ChooserBlock):
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
