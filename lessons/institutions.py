"""The colleges and universities that courses belong to, in Wagtail's admin; administrators alone change them."""

import icu
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from qiao.accounts import api
from qiao.accounts.models import Institution
from qiao.languages.alphabet import sort_key


def countries():
    """(code, name) of every country of ISO 3166-1, by name in the reader's language."""
    language = get_language() or settings.LANGUAGE_CODE
    named = ((code, country_name(code)) for code in icu.Locale.getISOCountries())
    return [("", "—"), *sorted(named, key=lambda each: sort_key(each[1], language))]


def country_name(code):
    """The name of a country in the reader's language; "" for an empty code, the code itself for an unknown one."""
    reader = icu.Locale.forLanguageTag(get_language() or settings.LANGUAGE_CODE)
    return icu.Locale("", code).getDisplayCountry(reader) if code else ""


def _name_field(code):
    return f"name_{code.replace('-', '_')}"


class _InstitutionForm(WagtailAdminModelForm):
    """The names in a box for each language; the key can't be changed once files may name it."""

    country = forms.ChoiceField(label=_("country"), choices=countries)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, _language in settings.LANGUAGES:
            self.fields[_name_field(code)].initial = self.instance.names.get(code, "")
        if self.instance.pk:
            self.fields["key"].disabled = True

    def clean(self):
        """Gather the names into the institution, which checks them."""
        cleaned = super().clean()
        self.instance.names = self._names()
        return cleaned

    def add_error(self, field, error):
        """What the institution says of its names is shown at the first of them."""
        said = getattr(error, "error_dict", {})
        if "names" in said:
            first = _name_field(settings.LANGUAGES[0][0])
            error = ValidationError({first if name == "names" else name: texts for name, texts in said.items()})
        super().add_error(field, error)

    def _names(self):
        names = {code: self.cleaned_data.get(_name_field(code), "").strip() for code, _language in settings.LANGUAGES}
        return {code: name for code, name in names.items() if name}

    def save(self, commit=True):
        """Store it through the door of the accounts."""
        data = {name: self.cleaned_data[name] for name in ("key", "kind", "country")}
        self.instance = api.save_institution(**data, names=self._names())
        return self.instance


# A form of a model names its fields when it is made.
InstitutionForm = type(
    "InstitutionForm",
    (_InstitutionForm,),
    {
        _name_field(code): forms.CharField(label=name, required=False, max_length=255)
        for code, name in settings.LANGUAGES
    },
)


class InstitutionViewSet(ModelViewSet):
    """Lists and edits institutions, beside the other settings of the site."""

    model = Institution
    name = "institutions"
    icon = "group"
    menu_label = _("Institutions")
    add_to_settings_menu = True
    list_display = ["__str__", "key", "kind", "country"]
    search_fields = ["key", "names"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel(_name_field(code)) for code, _language in settings.LANGUAGES], heading=_("Names")
            ),
            FieldPanel("country"),
            FieldPanel("kind"),
            FieldPanel("key"),
        ],
        base_form_class=InstitutionForm,
    )
