"""Who takes part: institutions and the alliance."""

from django.core.exceptions import ValidationError
from django.db import models
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string

from .. import blocks
from ..base import Placed, ShowcasePage, same, translated
from ..dates import PartialDateField


class InstitutionIndexPage(ShowcasePage):
    """All institutions by country and kind."""

    parent_page_types = ["qiao_workshops.WorkshopIndexPage"]
    subpage_types = ["qiao_workshops.InstitutionPage"]
    template = "workshops/institutions.html"

    class Meta:
        verbose_name = _("index of institutions")
        verbose_name_plural = _("indexes of institutions")

    def get_context(self, request, *args, **kwargs):
        """Add `roll`: the institutions with a live page, by country."""
        from ..institutions import Roll

        return {**super().get_context(request, *args, **kwargs), "roll": Roll(self)}


class InstitutionPage(Placed, ShowcasePage):
    """The public profile of an institution, and where it takes part."""

    institution = models.ForeignKey(
        "qiao_accounts.Institution",
        verbose_name=_("institution"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    site_address = models.URLField(_("site"), blank=True)
    indicators = StreamField(**blocks.stream(indicator=blocks.IndicatorBlock()), verbose_name=_("indicators"))

    parent_page_types = ["qiao_workshops.InstitutionIndexPage"]
    subpage_types = []
    template = "workshops/institution.html"
    override_translatable_fields = [
        *ShowcasePage.override_translatable_fields,
        *same(*Placed.placed_fields, "institution", "logo", "site_address"),
        *translated("place"),
    ]
    content_panels = [
        *ShowcasePage.head_panels,
        FieldPanel("institution"),
        FieldPanel("logo"),
        FieldPanel("site_address"),
        Placed.placed_panel,
        FieldPanel("indicators"),
        *ShowcasePage.tail_panels,
    ]

    class Meta:
        verbose_name = _("institution's page")
        verbose_name_plural = _("institutions' pages")

    def clean(self):
        """Refuse a second page of one institution in one language."""
        super().clean()
        others = InstitutionPage.objects.filter(institution=self.institution_id, locale=self.locale_id)
        if self.institution_id and others.exclude(pk=self.pk).exists():
            raise ValidationError({"institution": _("This institution has a page already.")})

    def get_context(self, request, *args, **kwargs):
        """Add `participation`: the live pages of this language that name the institution, by type."""
        from ..institutions import participation

        context = super().get_context(request, *args, **kwargs)
        context["participation"] = participation(self)
        return context

    def serve(self, request, *args, **kwargs):
        """Lead on to the institution that this one was merged into, where that has a page."""
        from ..institutions import page_of

        if self.institution and self.institution.merged_into_id:
            current = page_of(self.institution.current, self.locale_id)
            if current is not None and current.pk != self.pk:
                return redirect(current.get_url(request))
        return super().serve(request, *args, **kwargs)


class AlliancePage(ShowcasePage):
    """An alliance: who leads it, its members by country and kind, its committees, its way."""

    founded = PartialDateField(_("founded"))
    partners = StreamField(
        **blocks.stream(partner=blocks.PartnerBlock()),
        verbose_name=_("members"),
        help_text=_("Those that are known by name, each with its role; a number of all is an indicator."),
    )
    committees = StreamField(**blocks.stream(committee=blocks.CommitteeBlock()), verbose_name=_("committees"))
    milestones = StreamField(**blocks.stream(milestone=blocks.MilestoneBlock()), verbose_name=_("timeline"))
    indicators = StreamField(**blocks.stream(indicator=blocks.IndicatorBlock()), verbose_name=_("indicators"))

    parent_page_types = ["qiao_workshops.WorkshopIndexPage"]
    subpage_types = []
    template = "workshops/alliance.html"
    override_translatable_fields = [*ShowcasePage.override_translatable_fields, *same("founded")]
    content_panels = [
        *ShowcasePage.head_panels,
        FieldPanel("founded"),
        FieldPanel("partners"),
        FieldPanel("committees"),
        FieldPanel("milestones"),
        FieldPanel("indicators"),
        *ShowcasePage.tail_panels,
    ]

    class Meta:
        verbose_name = _("alliance")
        verbose_name_plural = _("alliances")
