"""The forms of terms, courses and lessons: what only the whole form can know."""

import json

from django import forms
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Locale

from qiao.languages import api
from qiao.languages.conf import source_language
from qiao.languages.forms import BilingualPageForm
from qiao.languages.rights import may_write

from .vocabulary import Origin
from .words import dictionary

ENGLISH = "en"


def offerable_languages():
    """Every content language but the source, as choices."""
    return [choice for choice in settings.WAGTAIL_CONTENT_LANGUAGES if choice[0] != source_language()]


class TermForm(WagtailAdminModelForm):
    """A Chinese term, with its English meaning beside it, for which the dictionary has a suggestion."""

    english = forms.CharField(
        label=_("English meaning"),
        required=False,
        max_length=dictionary.MEANING_LENGTH,
        help_text=_("Stored as the English translation of the term; the other languages have their own editors."),
    )

    class Media:
        js = ["lessons/dictionary.js"]
        css = {"all": ["lessons/dictionary.css"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.locale = Locale.objects.filter(language_code=ENGLISH).first()
        locale_id = self.instance.locale_id or api.source_locale().pk
        if self.locale is None or locale_id != api.source_locale().pk:
            # A translation, which has its meaning in a field of its own.
            self.fields.pop("english", None)
        else:
            known = self.instance.get_translation_or_none(self.locale) if self.instance.pk else None
            self.fields["english"].initial = known.meaning if known and known.is_translated else ""
        if "hanzi" in self.fields:
            labels = {
                "from": pgettext("dictionary", "From"),
                "use": _("Use it"),
                "taken": _("Taken over: look at it once more."),
            }
            self.fields["hanzi"].widget.attrs |= {
                "data-qiao-dictionary": reverse("qiao_terms_dictionary"),
                "data-qiao-dictionary-labels": json.dumps({name: str(label) for name, label in labels.items()}),
            }

    def clean(self):
        """Refuse English of somebody who may not write it, unless it is the dictionary's and there was none."""
        cleaned = super().clean()
        if "english" in self.changed_data and self.locale and not may_write(self.for_user, self.locale):
            is_offered = not self.fields["english"].initial and self._is_dictionary_s(cleaned)
            if not is_offered:
                self.add_error(
                    "english", _("You may not write English here: take the dictionary's meaning, or leave it as it is.")
                )
        return cleaned

    def save(self, commit=True):
        """Store the term, and its English meaning with where it comes from."""
        if not commit or not self.cleaned_data.get("english") or "english" not in self.changed_data:
            return super().save(commit)
        with transaction.atomic():
            term, meaning = super().save(commit), self.cleaned_data["english"]
            english = api.translate(term, {self.locale: {"meaning": meaning}}, user=self.for_user)[self.locale]
            english.origin = Origin.CEDICT if self._is_dictionary_s(self.cleaned_data) else Origin.EDITOR
            english.origin_file = ""
            english.save()
        return term

    def _is_dictionary_s(self, cleaned):
        return dictionary.has_meaning(cleaned.get("hanzi", ""), cleaned.get("english", ""))


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
