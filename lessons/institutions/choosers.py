"""An institution is chosen by any of its names, or added in place."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser as views
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.log_actions import log

from . import country_name


class SearchedFilterForm(BaseFilterForm):
    """A box to search in; `searched` is a function of a query set and a text."""

    searched = None
    q = forms.CharField(
        label=gettext_lazy("Search term"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Search")}),
    )

    def filter(self, objects):
        """Narrow the objects to what is searched for."""
        objects = super().filter(objects)
        self.search_query = self.cleaned_data["q"].strip()
        self.is_searching = bool(self.search_query)
        return type(self).searched(objects, self.search_query) if self.is_searching else objects


class _InstitutionFilterForm(SearchedFilterForm):
    @staticmethod
    def searched(institutions, text):
        return institutions.called(text)


class PrefixedMixin:
    """Names the boxes of the form for a new one so that the page's own boxes below it keep their labels."""

    def get_creation_form_kwargs(self):
        """Wagtail's, with a prefix."""
        return {**super().get_creation_form_kwargs(), "prefix": f"new-{self.model_class._meta.model_name}"}


class _ListedMixin(PrefixedMixin):
    filter_form_class = _InstitutionFilterForm

    def get_object_list(self):
        return self.model_class.objects.standing()

    @property
    def columns(self):
        return [
            *super().columns,
            Column("chinese", label=_("Chinese"), accessor=lambda each: each.names.get("zh-hans", "")),
            Column("country", label=_("Country"), accessor=lambda each: country_name(each.country)),
            Column("key", label=_("Key")),
        ]


class _ChooseView(_ListedMixin, views.ChooseView):
    pass


class _ChooseResultsView(_ListedMixin, views.ChooseResultsView):
    pass


class _ChosenView(views.ChosenView):
    def get_object(self, pk):
        return self.model_class.objects.standing().get(pk=pk)


class _CreateView(PrefixedMixin, views.CreateView):
    def save_form(self, form):
        institution = super().save_form(form)
        log(institution, "wagtail.create", user=self.request.user)
        return institution


class InstitutionChooserViewSet(ChooserViewSet):
    """Chooses an institution by any of its names, or adds one in place; those that were merged are not offered."""

    model = "qiao_accounts.Institution"
    icon = "group"
    choose_one_text = gettext_lazy("Choose an institution")
    choose_another_text = gettext_lazy("Choose another institution")
    edit_item_text = gettext_lazy("Edit this institution")
    # Wagtail takes its own before the person's language is known.
    search_tab_label = gettext_lazy("Search")
    creation_tab_label = gettext_lazy("New institution")
    create_action_label = gettext_lazy("Add the institution")
    creation_form_class = "lessons.institutions.forms.InstitutionForm"
    choose_view_class = _ChooseView
    choose_results_view_class = _ChooseResultsView
    chosen_view_class = _ChosenView
    create_view_class = _CreateView


institution_chooser = InstitutionChooserViewSet("institution_chooser", url_prefix="institutions/chooser")
