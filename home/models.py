"""The page that a visitor meets first, and pages that only have something to say."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from lessons.glossary import cards
from qiao.bilingual import pictures
from qiao.bilingual.blocks import content_blocks
from qiao.bilingual.fields import SentencesField, SentencesTranslatable
from qiao.languages.fields import LocalField
from qiao.languages.pages import BilingualPage


class HomePage(BilingualPage):
    """The root of one language's tree."""

    lead = SentencesField(_("lead"), blank=True, help_text=_("What this place is for, in two or three sentences."))
    body = StreamField(content_blocks(), verbose_name=_("body"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["qiao_home.ContentPage", "qiao_lessons.CourseIndexPage", "qiao_workshops.WorkshopIndexPage"]
    template = "home/home.html"

    # Home pages lie side by side under the root, so the one slug in every language is not for them.
    override_translatable_fields = [
        *(field for field in BilingualPage.override_translatable_fields if field.field_name != "slug"),
        LocalField("slug"),
        SentencesTranslatable("lead"),
    ]
    content_panels = [*BilingualPage.content_panels, FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request, *args, **kwargs):
        """Add `front`, as `front.Front` describes it."""
        from .front import Front

        context = super().get_context(request, *args, **kwargs)
        context["front"] = Front(self)
        pictures.load(pictures.images_in(self.body))
        return context


class ContentPage(BilingualPage):
    """A page of text and pictures: about us, help, terms of use."""

    body = StreamField(content_blocks(), verbose_name=_("body"), blank=True)

    parent_page_types = ["qiao_home.HomePage", "qiao_home.ContentPage"]
    subpage_types = ["qiao_home.ContentPage"]
    template = "home/content.html"

    content_panels = [*BilingualPage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")

    def get_context(self, request, *args, **kwargs):
        """Add what the `words` of the text mean."""
        pictures.load(pictures.images_in(self.body))
        return {**super().get_context(request, *args, **kwargs), "words": cards(self)}
