"""Pages about international workshops."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import SynchronizedField

from lessons.glossary import cards
from qiao.bilingual import pictures
from qiao.bilingual.blocks import content_blocks
from qiao.bilingual.fields import SentencesField, SentencesTranslatable
from qiao.languages.pages import BilingualPage

COUNTRIES = [
    ("CN", _("China")),
    ("KZ", _("Kazakhstan")),
    ("KG", _("Kyrgyzstan")),
    ("UZ", _("Uzbekistan")),
    ("TJ", _("Tajikistan")),
    ("TM", _("Turkmenistan")),
    ("PK", _("Pakistan")),
    ("NA", _("Namibia")),
]


class WorkshopPage(BilingualPage):
    """What a Luban, Silk Road or Jingshi workshop is."""

    brand = SentencesField(_("brand"), single=True, help_text=_("Such as 鲁班工坊 or 丝路高铁工坊."))
    country = models.CharField(_("country"), max_length=2, choices=COUNTRIES)
    body = StreamField(content_blocks(), verbose_name=_("text"), blank=True)

    subpage_types = []
    template = "workshops/workshop.html"
    override_translatable_fields = [
        *BilingualPage.override_translatable_fields,
        SentencesTranslatable("brand"),
        SynchronizedField("country", overridable=False),
    ]
    content_panels = [
        *BilingualPage.content_panels,
        FieldPanel("brand"),
        FieldPanel("country"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")

    def get_context(self, request, *args, **kwargs):
        """Add what the `words` of the text mean."""
        pictures.load(pictures.images_in(self.body))
        return {**super().get_context(request, *args, **kwargs), "words": cards(self)}

    @classmethod
    def can_create_at(cls, parent):
        """Below any page of the site that allows it, but not as a site of its own."""
        return super().can_create_at(parent) and not parent.is_root()
