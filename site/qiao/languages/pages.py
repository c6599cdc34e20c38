"""The page that every bilingual page type inherits: a Chinese heading beside its title, one slug in every language."""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Locale, Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from qiao.bilingual import listening, searching, sentences
from qiao.bilingual.fields import SentencesField, passages_of
from qiao.bilingual.glossary import terms
from qiao.bilingual.slugs import suggest_slug
from qiao.bilingual.widgets import SentencesWidget

from .conf import languages, place, source_language
from .fields import local_fields
from .forms import BilingualCopyForm, BilingualPageForm
from .rights import BilingualPermissions

PREVIEW_WIDTHS = [("mobile-alt", 390), ("mobile-alt", 360), ("tablet-alt", 768), ("desktop", 1280)]
"""Icon and width in pixels of what a draft is previewed on."""


class BilingualPage(Page):
    """A page written in Chinese and translated sentence by sentence.

    `title` is the page's title in its own language. `heading` is the Chinese title with its pinyin, the same in every
    language; it is filled from the title of the Chinese page, and only its pinyin is corrected by hand.
    """

    base_form_class = BilingualPageForm
    copy_form_class = BilingualCopyForm

    heading = SentencesField(
        _("pinyin of the title"),
        single=True,
        blank=True,
        help_text=_("Filled from the title when the page is saved. Click a syllable to correct it."),
    )

    override_translatable_fields = [
        # One address in every language: only the language prefix differs.
        SynchronizedField("slug", overridable=False),
        SynchronizedField("heading", overridable=False),
        SynchronizedField("show_in_menus", overridable=False),
    ]

    search_fields = [
        *Page.search_fields,
        index.SearchField("search_tokens"),
        index.AutocompleteField("title_tokens"),
    ]

    content_panels = [
        MultiFieldPanel(
            [
                FieldPanel("title", classname="title"),
                FieldPanel("heading", widget=SentencesWidget({"readonly": True})),
            ],
            heading=_("Title"),
        ),
    ]

    class Meta:
        abstract = True

    @property
    def in_source_language(self):
        """Whether this is the Chinese page that the others are translated from."""
        return self.locale_id == Locale.objects.get_for_language(source_language()).pk

    @property
    def bilingual_title(self):
        """The title as a sentence: Chinese with pinyin, and the title in the page's own language."""
        return {**self.heading[0], "translation": self.title} if self.heading else None

    @property
    def is_local(self):
        """Whether this page was written in another language than Chinese and has no Chinese one.

        A listing of the admin has looked it up for all of its pages.
        """
        if self.locale.language_code == source_language() or not self.pk:
            return False
        has_source = getattr(self, "has_chinese_source", None)
        if has_source is None:
            has_source = self.get_translations().filter(locale__language_code=source_language()).exists()
        return not has_source

    def get_admin_display_title(self):
        """The title of the draft; a page that exists in one language alone says so wherever the admin names it."""
        title = super().get_admin_display_title()
        if not self.is_local:
            return title
        return gettext("%(title)s (only in %(language)s)") % {
            "title": title,
            "language": self.locale.get_display_name(),
        }

    def permissions_for_user(self, user):
        """Wagtail's permissions, each tree being one language's."""
        return BilingualPermissions(user, self)

    def search_tokens(self):
        """What the search finds the page by, in one string."""
        said = (sentence for sentence, _anchor in passages_of(self))
        return searching.index([self._title(), *said], self.locale.language_code)

    def title_tokens(self):
        """What the search finds the title by."""
        return searching.index_title(self._title(), self.locale.language_code)

    def _title(self):
        return self.bilingual_title or {"zh": self.title, "translation": ""}

    def get_context(self, request, *args, **kwargs):
        """Add `has_sound`: whether a sentence of the page was recorded; the recordings are loaded with one query."""
        context = super().get_context(request, *args, **kwargs)
        context["has_sound"] = listening.load(self)
        return context

    def card_line(self):
        """What kind of page this is, for the picture that is shown where its link is shared."""
        return str(capfirst(self._meta.verbose_name))

    def offered_languages(self):
        """Codes of the languages that this page may be translated into; None means all."""
        parent = self.get_parent()
        parent = parent.specific if parent and not parent.is_root() else None
        return parent.offered_languages() if isinstance(parent, BilingualPage) else None

    @property
    def preview_modes(self):
        """The languages that a Chinese page is offered in; a translated page is shown in its own."""
        if not self.in_source_language:
            return super().preview_modes
        offered = self.offered_languages()
        locales = Locale.objects.filter(language_code__in=languages()).exclude(pk=self.locale_id)
        return [
            ("", self.locale.get_display_name()),
            *(
                (locale.language_code, locale.get_display_name())
                for locale in sorted(locales, key=lambda locale: place(locale.language_code))
                if not offered or locale.language_code in offered
            ),
        ]

    @property
    def preview_sizes(self):
        """A small phone, a phone, a tablet and a computer."""
        return [
            {
                "name": f"{icon}-{width}",
                "icon": icon,
                "device_width": width,
                "label": _("%(width)d pixels wide") % {"width": width},
            }
            for icon, width in PREVIEW_WIDTHS
        ]

    def make_preview_request(self, original_request=None, preview_mode=None, extra_request_attrs=None):
        """Show the draft; in another language with the translations that its texts have already."""
        page = self
        if preview_mode:
            if preview_mode not in dict(self.preview_modes):
                raise PermissionDenied
            from .preview import in_language

            page = in_language(self, Locale.objects.get(language_code=preview_mode))
        return super(BilingualPage, page).make_preview_request(original_request, "", extra_request_attrs)

    def route(self, request, path_components):
        """Find the page below at once instead of level by level; what is not found so is routed as Wagtail does."""
        if not hasattr(request, "_qiao_home"):
            request._qiao_home = self
        if len(path_components) > 1:
            found = (
                self.get_descendants()
                .filter(
                    depth=self.depth + len(path_components),
                    slug=path_components[-1],
                    url_path=f"{self.url_path}{'/'.join(path_components)}/",
                )
                .first()
            )
            if found is not None:
                return found.specific.route(request, [])
        return super().route(request, path_components)

    def full_clean(self, *args, **kwargs):
        """Fill slug and heading from the title, then check as every page is checked."""
        self._suggest_slug()
        super().full_clean(*args, **kwargs)
        self._give_ids()
        self._part_twins()
        self._follow_title()
        self._check_slug_in_translations()

    def minimal_clean(self):
        """The same for a draft."""
        self._suggest_slug()
        try:
            super().minimal_clean()
        except ValidationError as error:
            # wagtail-localize wants to know the field; a draft's only other field, the slug, names itself.
            raise error if hasattr(error, "error_dict") else ValidationError({"title": error.messages}) from error
        self._give_ids()
        self._part_twins()
        self._follow_title()
        self._check_slug_in_translations()

    def _suggest_slug(self):
        if self.slug:
            if not self.slug.isascii():
                raise ValidationError(
                    {"slug": _("An address is written in Latin letters, digits and hyphens, such as tie-lu-xin-hao.")}
                )
            return
        if not self.title:
            return
        self.slug = suggest_slug(self.title)
        if not self.slug:
            raise ValidationError({"slug": _("No address can be made from this title: type one in Latin letters.")})

    def _give_ids(self):
        """Store every item of every list with an id: wagtail-localize passes over the others without a word.

        A stream writes back raw what nobody has looked at, so each block is looked at.
        """
        for field in self._meta.get_fields():
            if isinstance(field, StreamField):
                for block in getattr(self, field.name):
                    block.value  # noqa: B018

    def _part_twins(self):
        """Give the sentences of a block that was duplicated in the editor ids of their own.

        In a translation only those that its language wrote itself: the others are known by the ids of the Chinese.
        """
        streams = [field for field in self._meta.get_fields() if isinstance(field, StreamField)]
        parted = {field.name for field in streams}
        if not self.in_source_language:
            parted &= {name for name in local_fields(type(self)) if getattr(self, name)}
            if not parted:
                return
        seen = set()
        for field in streams:
            value = getattr(self, field.name)
            raw = field.stream_block.get_prep_value(value)
            if _part(raw, seen) and field.name in parted:
                setattr(self, field.name, field.stream_block.to_python(raw))

    def _follow_title(self):
        if self.in_source_language:
            # The same id on every site that has the page.
            key = str(uuid.uuid5(self.translation_key, "heading"))
            self.heading = [
                {**sentence, "id": key}
                for sentence in sentences.build_label(self.title, previous=self.heading, glossary=terms())
            ]

    def _check_slug_in_translations(self):
        if not self.pk or self.depth <= 2 or not self.in_source_language:
            return
        for translation in self.get_translations().exclude(slug=self.slug).select_related("locale"):
            taken = translation.get_siblings(inclusive=False).filter(slug=self.slug).first()
            if taken:
                raise ValidationError(
                    {
                        "slug": _("In %(language)s the address “%(slug)s” is already used by “%(other)s”.")
                        % {
                            "language": translation.locale.get_display_name(),
                            "slug": self.slug,
                            "other": taken.title,
                        }
                    }
                )


def _part(value, seen):
    """Change in place the id of every sentence that another one has already; returns whether any was changed."""
    if isinstance(value, dict) and "zh" in value and "id" in value:
        twin = value["id"] in seen
        if twin:
            value["id"] = str(uuid.uuid4())
        seen.add(value["id"])
        return twin
    children = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    changed = [_part(child, seen) for child in children]
    return any(changed)
