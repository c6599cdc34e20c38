"""The course's form: languages as boxes to tick instead of a list to type."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qiao.languages.conf import source_language
from qiao.languages.forms import BilingualPageForm


def offerable_languages():
    """Every content language but the source, as choices."""
    return [choice for choice in settings.WAGTAIL_CONTENT_LANGUAGES if choice[0] != source_language()]


class CoursePageForm(BilingualPageForm):
    """Checks what only the whole form can know."""

    offered = forms.MultipleChoiceField(
        label=_("Languages offered"),
        choices=offerable_languages,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Beside Chinese. None ticked: all of them."),
    )
