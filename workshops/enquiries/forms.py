"""The form of an enquiry."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.institutions import countries

from .limits import OLDEST, QUICKEST, new_stamp, read_stamp
from .models import LONGEST_INSTITUTION, LONGEST_MESSAGE, LONGEST_NAME

SHOWN = ("name", "email", "institution", "country", "message")
MOST_LINKS = 3
_LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.I)


class EnquiryForm(forms.Form):
    """What somebody wants to know, and how to reach them. page_key: the translation key of the workshop."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    institution = forms.CharField(
        label=gettext_lazy("Your institution"),
        max_length=LONGEST_INSTITUTION,
        required=False,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        choices=countries,
        required=False,
        widget=forms.Select({"autocomplete": "country"}),
    )
    message = forms.CharField(
        label=gettext_lazy("What you want to know"), max_length=LONGEST_MESSAGE, widget=forms.Textarea({"rows": 8})
    )
    # Hidden from people; a robot fills whatever it finds.
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, page_key, data=None):
        self.page_key = page_key
        self.form_number = None
        super().__init__(data, initial={"stamp": new_stamp(page_key)}, label_suffix="")

    @property
    def shown_fields(self):
        """Those that people fill."""
        return [self[name] for name in SHOWN]

    @property
    def written(self):
        """{name: text} of what a valid form says."""
        return {name: self.cleaned_data[name] for name in SHOWN}

    def clean_name(self):
        """In one line."""
        return _one_line(self.cleaned_data["name"])

    def clean_institution(self):
        """In one line."""
        return _one_line(self.cleaned_data["institution"])

    def clean_message(self):
        """Refuse what is mostly advertisement."""
        message = self.cleaned_data["message"]
        if len(_LINK.findall(message)) > MOST_LINKS:
            raise ValidationError(
                _("That has more than %(count)d links: leave some out.") % {"count": MOST_LINKS}, code="links"
            )
        return message

    def clean(self):
        """Ask again where a robot may have filled the form; nothing of what was written is lost."""
        cleaned = super().clean()
        stamp = read_stamp(cleaned.get("stamp", ""), self.page_key)
        if cleaned.get("website"):
            raise ValidationError(_("A field that is hidden was filled in. Send the form again as it is now."))
        if stamp is None or stamp.age > OLDEST:
            raise ValidationError(_("This form has lain open for too long. Send it again as it is now."))
        if stamp.age < QUICKEST:
            raise ValidationError(_("That was very quick. Read it over once more and send it again."))
        self.form_number = stamp.form
        return cleaned

    def ask_again(self):
        """The same form with all that was written, to be sent once more."""
        data = self.data.copy()
        data["website"] = ""
        # One that was only too quick, or has a mistake, keeps its number: it may have been sent twice.
        stamp = read_stamp(data.get("stamp", ""), self.page_key)
        if stamp is None or stamp.age > OLDEST:
            data["stamp"] = new_stamp(self.page_key)
        self.data = data
        return self


def _one_line(text):
    return " ".join(text.split())
