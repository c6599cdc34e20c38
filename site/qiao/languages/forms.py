"""The form of a bilingual page: the address may be left to the title."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm

from qiao.bilingual.slugs import free_slug, suggest_slug

# The title of a Chinese page is Chinese, whatever language its editor reads.
_COPY = "{}（副本）"


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
                self.cleaned_data["slug"] = free_slug(base, self.parent_page, type(self.instance), self.instance)
        return super().clean()


class BilingualCopyForm(CopyForm):
    """Suggests a title and an address that tell the copy from its original."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        page = self.page.specific
        if page.in_source_language:
            self.fields["new_title"].initial = _COPY.format(page.title)
        self.fields["new_slug"].initial = free_slug(page.slug, page.get_parent(), type(page))
