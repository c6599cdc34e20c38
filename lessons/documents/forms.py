"""The two forms of an import: the file, then the lesson that it becomes."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.collections import CollectionChoiceField

from qiao.bilingual.slugs import suggest_slug
from qiao.languages.conf import source_language

from . import pictures
from .lesson import TITLE_LENGTH
from .package import MOST_BYTES, SUFFIXES
from .reading import MOST_CHARACTERS, MOST_PICTURES

ALT_LENGTH = 250


class FileForm(forms.Form):
    """Which file, and what only a person knows of it."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}))
    language = forms.ChoiceField(
        label=_("Language of the translation"),
        required=False,
        help_text=_("If the file has tables of two columns, Chinese and a translation: what is the second column in?"),
    )
    notes = forms.BooleanField(
        label=_("Take over speaker notes"),
        required=False,
        initial=True,
        help_text=_("What stands below the slides of a presentation becomes text, which learners read."),
    )

    def __init__(self, *args, parent, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "A .docx or .pptx of %(megabytes)d MB, %(characters)s characters and %(pictures)d pictures at most."
        ) % {
            "megabytes": MOST_BYTES // 1024**2,
            "characters": f"{MOST_CHARACTERS:,}".replace(",", "\u202f"),
            "pictures": MOST_PICTURES,
        }
        offered = parent.offered_languages()
        languages = [
            (code, name)
            for code, name in settings.WAGTAIL_CONTENT_LANGUAGES
            if code != source_language() and (not offered or code in offered)
        ]
        self.fields["language"].choices = [("", _("There is none")), *languages]
        allowed = pictures.collections(user)
        if allowed.count() > 1:
            self.fields["collection"] = CollectionChoiceField(
                label=_("Collection for the pictures"), queryset=allowed, empty_label=None
            )

    @property
    def options(self):
        """What is kept with the file until the draft is made."""
        collection = self.cleaned_data.get("collection")
        return {
            "language": self.cleaned_data["language"],
            "notes": self.cleaned_data["notes"],
            "collection": collection.pk if collection else None,
        }


class LessonForm(forms.Form):
    """The title, and what to do with each picture."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)

    def __init__(self, *args, lesson, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].initial = lesson.title
        self.pictures = len(lesson.pictures)
        for number, picture in enumerate(lesson.pictures):
            self.fields[f"alt-{number}"] = forms.CharField(
                label=_("What does the picture show?"),
                help_text=_(
                    "For those who cannot see it. Left empty, it is asked for before the lesson can be published."
                ),
                required=False,
                max_length=ALT_LENGTH,
                initial=picture.alt[:ALT_LENGTH],
            )
            self.fields[f"decorative-{number}"] = forms.BooleanField(
                label=_("It only decorates"), required=False, initial=picture.decorative
            )
            self.fields[f"leave-{number}"] = forms.BooleanField(label=_("Leave it out"), required=False)

    def clean_title(self):
        """Refuse a title that no address can be made of."""
        title = " ".join(self.cleaned_data["title"].split())
        if not suggest_slug(title):
            raise forms.ValidationError(_("No address can be made from this title: it needs a letter or a character."))
        return title

    def picture_fields(self, number):
        """The bound fields of one picture."""
        return [self[f"{name}-{number}"] for name in ("alt", "decorative", "leave")]

    def choices(self):
        """What was chosen for each picture, as `make_draft` takes it."""
        return [
            {name: self.cleaned_data[f"{name}-{number}"] for name in ("alt", "decorative", "leave")}
            for number in range(self.pictures)
        ]
