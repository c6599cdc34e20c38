"""What is written of a source that pages quote."""

from itertools import count

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from lessons.institutions.forms import LONGEST_KEY
from qiao.bilingual.slugs import suggest_slug

from ..sources import Source


def suggest_key(*texts):
    """A key that no source has, made of the first text that has letters; "" of none."""
    base = next(filter(None, (suggest_slug(text) for text in texts if text)), "")[:LONGEST_KEY].strip("-")
    keys = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(key for key in keys if not Source.objects.filter(key__iexact=key).exists()) if base else ""


class SourceForm(WagtailAdminModelForm):
    """A source needs no key of one's own: it is made of the title, and stays."""

    key = forms.SlugField(
        label=_("key"),
        required=False,
        max_length=50,
        help_text=_("Names the source in files; left empty, it is made from the title."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["key"].disabled = True

    def clean(self):
        """Refuse a source that says nothing, and make its key."""
        cleaned = super().clean()
        said = [cleaned.get(name) for name in ("title", "publisher", "url")]
        if not any(said) and not cleaned.get("document"):
            self.add_error("title", _("Say what the source is: a title, a publisher, an address or a document."))
        elif not self.instance.pk and not cleaned.get("key") and "key" not in self.errors:
            cleaned["key"] = suggest_key(*said, str(cleaned.get("document") or ""), "source")
        return cleaned

    class Meta:
        model = Source
        fields = ["kind", "title", "publisher", "url", "document", "as_of", "key"]
