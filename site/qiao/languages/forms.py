"""The form of a bilingual page: the address may be left to the title."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from qiao.bilingual.slugs import suggest_slug


class BilingualPageForm(WagtailAdminPageForm):
    """Suggests an address from the pinyin of the title, with script while it is typed and without it on saving."""

    class Media:
        # A path and not an address: before `collectstatic` ran, production has no address for it.
        js = ["qiao/languages/title.js"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            if not self.instance.pk:
                self.fields["slug"].widget.attrs["data-qiao-slug"] = reverse("qiao_bilingual_slug")

    def clean(self):
        """Fill an empty address; a number is added where the parent has such a page already."""
        title, slug = self.cleaned_data.get("title"), self.cleaned_data.get("slug")
        if "slug" in self.fields and "slug" not in self.errors and title and not slug:
            base = suggest_slug(title)
            if not base:
                self.add_error("slug", _("No address can be made from this title: type one in Latin letters."))
            else:
                self.cleaned_data["slug"] = self._available(base)
        return super().clean()

    def _available(self, base):
        slug, number = base, 1
        while not type(self.instance)._slug_is_available(slug, self.parent_page, self.instance):
            number += 1
            slug = f"{base}-{number}"
        return slug
