"""The form of the glossary's export."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qiao.languages.api import source_locale

from ..models import CoursePage


class ExportForm(forms.Form):
    """Which words, and in what kind of file."""

    course = forms.ModelChoiceField(
        queryset=CoursePage.objects.none(), required=False, label=_("Words"), empty_label=_("The whole glossary")
    )
    kind = forms.ChoiceField(
        label=_("File"),
        choices=[
            ("xlsx", _("Table (XLSX), all languages")),
            ("csv", _("Table (CSV), all languages")),
            ("anki", _("Deck for Anki")),
        ],
    )
    language = forms.ChoiceField(label=_("Language of the deck"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = CoursePage.objects.filter(locale=source_locale()).live().order_by("title")
        self.fields["language"].choices = settings.WAGTAIL_CONTENT_LANGUAGES
