"""Who gets a page to translate, and until when."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.widgets import AdminDateInput


class _PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return get_user_display_name(obj)


class AssignForm(forms.Form):
    """A person, a day and, for a page with others below it, whether they go along."""

    assignee = _PersonField(label=_("Translator"), queryset=None)
    due = forms.DateField(
        label=_("Due on"), required=False, widget=AdminDateInput, help_text=_("May stay empty; not a day that is past.")
    )
    below = forms.BooleanField(
        label=_("With everything below"),
        required=False,
        help_text=_("Every page below it that is in translation goes to the same person with the same day."),
    )

    def __init__(self, *args, people, only=None, with_below=False, **kwargs):
        """people: a query of those who may edit the page; only: the one person among them who may be chosen."""
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people.filter(pk=only.pk) if only else people
        if not with_below:
            del self.fields["below"]
