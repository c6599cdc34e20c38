"""What learners look for: a test centre, places for students, stories of those who were there before."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string

from qiao.bilingual.fields import SentencesField

from .. import blocks
from ..base import Placed, ShowcasePage, same, translated
from ..vocabulary import Status, StoryKind


class TestCentrePage(Placed, ShowcasePage):
    """An HSK test centre: sessions, levels, places, results as counts."""

    __test__ = False  # not a class of tests, for pytest

    status = models.CharField(_("status"), max_length=20, choices=Status.choices, blank=True)
    partners = StreamField(**blocks.stream(partner=blocks.PartnerBlock()), verbose_name=_("institutions"))
    sessions = StreamField(**blocks.stream(session=blocks.SessionBlock()), verbose_name=_("sessions"))
    indicators = StreamField(**blocks.stream(indicator=blocks.IndicatorBlock()), verbose_name=_("indicators"))

    parent_page_types = ["qiao_workshops.WorkshopIndexPage"]
    subpage_types = []
    template = "workshops/test_centre.html"
    override_translatable_fields = [
        *ShowcasePage.override_translatable_fields,
        *same(*Placed.placed_fields, "status"),
        *translated("place"),
    ]
    content_panels = [
        *ShowcasePage.head_panels,
        FieldPanel("partners"),
        FieldPanel("status"),
        Placed.placed_panel,
        FieldPanel("sessions"),
        FieldPanel("indicators"),
        *ShowcasePage.tail_panels,
    ]

    class Meta:
        verbose_name = _("test centre")
        verbose_name_plural = _("test centres")


class AdmissionPage(ShowcasePage):
    """Places for international students by programme and country, dates, requirements."""

    partners = StreamField(**blocks.stream(partner=blocks.PartnerBlock()), verbose_name=_("institutions"))
    places = StreamField(**blocks.stream(places=blocks.PlacesBlock()), verbose_name=_("places"))
    requirements = SentencesField(_("requirements"), blank=True, help_text=_("One a line."))
    deadlines = StreamField(**blocks.stream(deadline=blocks.DeadlineBlock()), verbose_name=_("dates"))
    apply_at = models.URLField(_("apply at"), blank=True)

    parent_page_types = ["qiao_workshops.WorkshopIndexPage"]
    subpage_types = []
    template = "workshops/admission.html"
    override_translatable_fields = [
        *ShowcasePage.override_translatable_fields,
        *same("apply_at"),
        *translated("requirements"),
    ]
    content_panels = [
        *ShowcasePage.head_panels,
        FieldPanel("partners"),
        FieldPanel("places"),
        FieldPanel("requirements"),
        FieldPanel("deadlines"),
        FieldPanel("apply_at"),
        *ShowcasePage.tail_panels,
    ]

    class Meta:
        verbose_name = _("admission")
        verbose_name_plural = _("admissions")


class StoryPage(ShowcasePage):
    """Somebody's way: a graduate or a teacher. A portrait is shown only with the recorded consent of that person."""

    kind = models.CharField(_("kind"), max_length=20, choices=StoryKind.choices, default=StoryKind.GRADUATE)
    person = SentencesField(_("person"), single=True, blank=True)
    portrait = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    partners = StreamField(
        **blocks.stream(partner=blocks.PartnerBlock()), verbose_name=_("institutions"),
        help_text=_("Where the person learned, teaches or works."),
    )  # fmt: skip
    way = StreamField(**blocks.stream(step=blocks.StepBlock()), verbose_name=_("way"))
    quotation = SentencesField(_("quotation"), blank=True, help_text=_("In the words of the person; never invented."))
    gallery = StreamField(blocks.gallery_blocks(), verbose_name=_("gallery"), blank=True, collapsed=True)
    consents = StreamField(
        **blocks.stream(consent=blocks.ConsentBlock()),
        verbose_name=_("consents"),
        help_text=_("One for each person who can be recognised in a picture. Not shown to readers."),
    )

    parent_page_types = ["qiao_workshops.WorkshopIndexPage"]
    subpage_types = []
    template = "workshops/story.html"
    override_translatable_fields = [
        *ShowcasePage.override_translatable_fields,
        *same("kind", "portrait"),
        *translated("person", "quotation"),
    ]
    content_panels = [
        *ShowcasePage.head_panels,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("person")]),
        FieldPanel("partners"),
        FieldPanel("way"),
        FieldPanel("quotation"),
        MultiFieldPanel([FieldPanel("portrait"), FieldPanel("gallery"), FieldPanel("consents")], heading=_("Pictures")),
        *ShowcasePage.tail_panels,
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def clean(self):
        """Refuse a portrait of somebody who has not agreed."""
        super().clean()
        if self.portrait_id and not self.consents:
            raise ValidationError(
                {"portrait": _("Record the consent of the person first: who, when, where it is kept.")}
            )
