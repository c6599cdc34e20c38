"""The forms of the glossary's import and export."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qiao.languages.api import source_locale

from ..models import CoursePage
from ..sheets import MOST_BYTES
from .imports import MOST_ROWS


class FileForm(forms.Form):
    """Which file."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "A table in CSV (UTF-8) or XLSX with %(words)d words and %(megabytes)d MB at most."
        ) % {"words": MOST_ROWS, "megabytes": MOST_BYTES // 1024**2}


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
