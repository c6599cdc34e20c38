"""What is written of a source that pages quote."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from qiao.bilingual.slugs import suggest_key

from ..sources import Source


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
        if not any(said) and not cleaned.get("document") and not cleaned.get("as_of"):
            self.add_error("title", _("Say what the source is: a title, a publisher, an address or a document."))
        elif not self.instance.pk and not cleaned.get("key") and "key" not in self.errors:
            texts = [*said, str(cleaned.get("document") or ""), "source"]
            cleaned["key"] = suggest_key(texts, lambda key: Source.objects.filter(key__iexact=key).exists())
        return cleaned

    class Meta:
        model = Source
        fields = ["kind", "title", "publisher", "url", "document", "as_of", "key"]
