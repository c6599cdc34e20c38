"""What is written of an institution: its names, where it lies, what it is."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from qiao.accounts import api
from qiao.accounts.models import Institution
from qiao.bilingual.slugs import suggest_key

from . import countries


def key_of(names, taken=()):
    """A key that no institution has, made of the English name, else of the Chinese one, else of any; "" of none.

    taken: keys that are not free either.
    """
    ordered = [names.get("en"), names.get("zh-hans"), *names.values()]
    return suggest_key(ordered, lambda key: key in taken or Institution.objects.filter(key=key).exists())


def _name_field(code):
    return f"name_{code.replace('-', '_')}"


class _InstitutionForm(WagtailAdminModelForm):
    """The names in a box for each language; the key can't be changed once files may name it."""

    country = forms.ChoiceField(label=capfirst(gettext_lazy("country")), choices=countries)
    names_to_confirm = forms.MultipleChoiceField(
        label=gettext_lazy("Names to be confirmed"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The languages whose name is a usual one or our translation: readers are told."),
    )
    other_names = forms.CharField(
        label=gettext_lazy("Other spellings"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line; the institution is found by them."),
    )
    key = forms.SlugField(
        label=capfirst(gettext_lazy("key")),
        required=False,
        max_length=50,
        help_text=gettext_lazy("Names the institution in files; left empty, it is made from the name."),
    )
    is_another = forms.BooleanField(
        label=gettext_lazy("This is another institution"),
        required=False,
        help_text=gettext_lazy("Tick it to add the institution although one with nearly the same name is there."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, _language in settings.LANGUAGES:
            self.fields[_name_field(code)].initial = self.instance.names.get(code, "")
        self.initial["other_names"] = "\n".join(self.instance.other_names)
        if self.instance.pk:
            self.fields["key"].disabled = True
        if self.instance.pk or not self.is_bound:
            del self.fields["is_another"]

    def clean_other_names(self):
        """A list, without empty lines."""
        return [name.strip() for name in self.cleaned_data["other_names"].splitlines() if name.strip()]

    def clean(self):
        """Gather the names into the institution, which checks them; ask where there is nearly the same one."""
        api.refuse_merged(self.instance)
        cleaned = super().clean()
        self.instance.names = names = self._names()
        if not self.instance.pk and not cleaned.get("key") and "key" not in self.errors:
            cleaned["key"] = key_of(names)
        alike = Institution.objects.standing().nearly_called(names.values()) if "is_another" in self.fields else ()
        if not alike:
            self.fields.pop("is_another", None)
        elif not cleaned.get("is_another"):
            named = "; ".join(f"{each} ({each.key})" for each in alike[:3])
            message = _("There is nearly the same institution: %(named)s. Choose it, or say that it is another.")
            self.add_error(None, message % {"named": named})
        return cleaned

    def add_error(self, field, error):
        """What the institution says of its names is shown at the first of them."""
        said = getattr(error, "error_dict", {})
        if "names" in said:
            first = _name_field(settings.LANGUAGES[0][0])
            error = ValidationError({first if name == "names" else name: texts for name, texts in said.items()})
            if not self._names():
                # Of no name no key is made either.
                error.error_dict.pop("key", None)
        super().add_error(field, error)

    def _names(self):
        names = {code: self.cleaned_data.get(_name_field(code), "").strip() for code, _language in settings.LANGUAGES}
        return {code: name for code, name in names.items() if name}

    def save(self, commit=True):
        """Store it through the door of the accounts."""
        data = {name: self.cleaned_data[name] for name in ("key", "kind", "country", "names_to_confirm", "other_names")}
        self.instance = api.save_institution(**data, names=self._names())
        return self.instance

    class Meta:
        model = Institution
        fields = ["country", "kind", "names_to_confirm", "other_names", "key"]


NAMES = [_name_field(code) for code, _language in settings.LANGUAGES]

# A form of a model names its fields when it is made.
InstitutionForm = type(
    "InstitutionForm",
    (_InstitutionForm,),
    {
        **{
            _name_field(code): forms.CharField(label=name, required=False, max_length=255)
            for code, name in settings.LANGUAGES
        },
        "field_order": [*NAMES, "is_another"],
    },
)
