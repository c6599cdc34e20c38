"""The forms of courses and lessons: what only the whole form can know."""

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


class LessonPageForm(BilingualPageForm):
    """Keeps templates and published lessons apart."""

    def clean(self):
        """Refuse to make a template of what readers see or are about to see."""
        cleaned = super().clean()
        if cleaned.get("is_template"):
            if self.instance.pk and self.instance.live:
                self.add_error(
                    "is_template", _("This lesson is published, and a template is not: unpublish it first, or copy it.")
                )
            elif self.instance.pk and (self.instance.workflow_in_progress or self.instance.scheduled_revision):
                self.add_error("is_template", _("This lesson is about to be published: cancel that first."))
            elif "action-publish" in self.data or "action-submit" in self.data:
                self.add_error("is_template", _("A template is not published: save it as a draft, or untick this box."))
        return cleaned
