"""The index of all workshops, and a workshop."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField

from qiao.bilingual.fields import SentencesField

from .. import blocks
from ..base import InFields, Placed, ShowcasePage, same, translated
from ..showcase import said

ACTIVITIES = ["ExchangePage", "EventPage", "CompetitionPage"]
TYPES = [
    "WorkshopPage",
    *ACTIVITIES,
    "StandardPage",
    "ResourceLibraryPage",
    "AlliancePage",
    "TestCentrePage",
    "AdmissionPage",
    "StoryPage",
    "InstitutionIndexPage",
]


class WorkshopIndexPage(ShowcasePage):
    """All workshops, on a map and in a list, and what else belongs to the programme."""

    subpage_types = [f"qiao_workshops.{name}" for name in TYPES]
    template = "workshops/index.html"

    class Meta:
        verbose_name = _("workshop index")
        verbose_name_plural = _("workshop indexes")

    def get_context(self, request, *args, **kwargs):
        """Add `directory`: the live workshops, those that the address asks for, and their map."""
        from ..directory import Directory

        context = super().get_context(request, *args, **kwargs)
        context["directory"] = Directory(self, request.GET, self.get_url(request))
        return context


class WorkshopPage(Placed, InFields, ShowcasePage):
    """A workshop: who runs it, where, what it teaches, what came of it."""

    brand = SentencesField(_("brand"), single=True, help_text=_("Such as 鲁班工坊 or 丝路高铁工坊."))
    partners = StreamField(**blocks.stream(partner=blocks.PartnerBlock()), verbose_name=_("partners"))
    statuses = StreamField(**blocks.stream(status=blocks.StatusBlock()), verbose_name=_("status over time"))
    recognitions = StreamField(**blocks.stream(recognition=blocks.RecognitionBlock()), verbose_name=_("recognitions"))
    facilities = StreamField(**blocks.stream(facility=blocks.FacilityBlock()), verbose_name=_("facilities"))
    courses = StreamField(**blocks.stream(course=blocks.OfferedCourseBlock()), verbose_name=_("courses offered"))
    activities = SentencesField(_("activities"), blank=True, help_text=_("One a line."))
    resources = SentencesField(_("teaching resources"), blank=True, help_text=_("One a line."))
    plans = SentencesField(_("plans"), blank=True, help_text=_("One a line."))
    indicators = StreamField(**blocks.stream(indicator=blocks.IndicatorBlock()), verbose_name=_("indicators"))
    gallery = StreamField(blocks.gallery_blocks(), verbose_name=_("gallery"), blank=True, collapsed=True)
    contact_email = models.EmailField(_("e-mail"), blank=True, help_text=_("Enquiries are sent there; not shown."))
    contact_phone = models.CharField(_("telephone"), max_length=50, blank=True)
    contact_url = models.URLField(_("site"), blank=True)
    takes_enquiries = models.BooleanField(_("has a form for enquiries"), default=True)

    parent_page_types = ["qiao_workshops.WorkshopIndexPage"]
    subpage_types = [f"qiao_workshops.{name}" for name in ACTIVITIES]
    template = "workshops/workshop.html"
    override_translatable_fields = [
        *ShowcasePage.override_translatable_fields,
        *same(*Placed.placed_fields, "fields", "contact_email", "contact_phone", "contact_url", "takes_enquiries"),
        *translated("brand", "place", "activities", "resources", "plans"),
    ]
    content_panels = [
        *ShowcasePage.head_panels,
        FieldPanel("brand"),
        FieldPanel("partners"),
        Placed.placed_panel,
        FieldPanel("statuses"),
        FieldPanel("fields"),
        FieldPanel("recognitions"),
        FieldPanel("facilities"),
        FieldPanel("courses"),
        FieldPanel("activities"),
        FieldPanel("resources"),
        FieldPanel("plans"),
        FieldPanel("indicators"),
        FieldPanel("gallery"),
        *ShowcasePage.tail_panels,
        MultiFieldPanel(
            [
                FieldPanel("takes_enquiries"),
                FieldPanel("contact_email"),
                FieldRowPanel([FieldPanel("contact_phone"), FieldPanel("contact_url")]),
            ],
            heading=_("Contact"),
        ),
    ]

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")

    @property
    def brand_said(self):
        """(text, whether it is Chinese beside another language) of its brand; None where the title says it already."""
        is_title = self.brand and self.heading and self.brand[0]["zh"] == self.heading[0]["zh"]
        return said(self.brand, get_language()) if self.brand and not is_title else None

    @property
    def status(self):
        """The code of the last status, "" where nothing is known."""
        return self.statuses[-1].value["status"] if self.statuses else ""
