"""What is taught by: standards and the library of resources."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField

from lessons.vocabulary import vocational_fields

from .. import blocks
from ..base import InFields, ShowcasePage, same
from ..dates import PartialDateField
from ..vocabulary import StandardKind


class StandardPage(ShowcasePage):
    """A standard, or some of one kind: what it is for, who issued it, who adopted it."""

    kind = models.CharField(_("kind"), max_length=20, choices=StandardKind.choices, default=StandardKind.CURRICULUM)
    field = models.CharField(_("vocational field"), max_length=50, choices=vocational_fields, blank=True)
    level = models.CharField(_("level"), max_length=100, blank=True, help_text=_("As the standard itself states it."))
    version = models.CharField(_("version"), max_length=50, blank=True)
    issued = PartialDateField(_("issued"))
    partners = StreamField(**blocks.stream(partner=blocks.PartnerBlock()), verbose_name=_("issued by"))
    adoptions = StreamField(**blocks.stream(adoption=blocks.AdoptionBlock()), verbose_name=_("adopted by"))
    documents = StreamField(**blocks.stream(document=blocks.VersionBlock()), verbose_name=_("documents"))
    courses = StreamField(**blocks.stream(course=blocks.OfferedCourseBlock()), verbose_name=_("courses built on it"))
    indicators = StreamField(**blocks.stream(indicator=blocks.IndicatorBlock()), verbose_name=_("indicators"))

    parent_page_types = ["qiao_workshops.WorkshopIndexPage"]
    subpage_types = []
    template = "workshops/standard.html"
    override_translatable_fields = [
        *ShowcasePage.override_translatable_fields,
        *same("kind", "field", "level", "version", "issued"),
    ]
    content_panels = [
        *ShowcasePage.head_panels,
        FieldPanel("kind"),
        FieldPanel("field"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("version"), FieldPanel("issued")]),
        FieldPanel("partners"),
        FieldPanel("adoptions"),
        FieldPanel("documents"),
        FieldPanel("courses"),
        FieldPanel("indicators"),
        *ShowcasePage.tail_panels,
    ]

    class Meta:
        verbose_name = _("standard")
        verbose_name_plural = _("standards")

    def get_context(self, request, *args, **kwargs):
        """Add `versions`: the documents, the one in the reader's language first."""
        from .. import versions

        return {**super().get_context(request, *args, **kwargs), "versions": versions.of(self)}


class ResourceLibraryPage(InFields, ShowcasePage):
    """The bilingual resource library: documents, films, courses."""

    partners = StreamField(**blocks.stream(partner=blocks.PartnerBlock()), verbose_name=_("institutions"))
    resources = StreamField(**blocks.stream(resource=blocks.ResourceBlock()), verbose_name=_("resources"))
    indicators = StreamField(**blocks.stream(indicator=blocks.IndicatorBlock()), verbose_name=_("indicators"))

    parent_page_types = ["qiao_workshops.WorkshopIndexPage"]
    subpage_types = []
    template = "workshops/library.html"
    override_translatable_fields = [*ShowcasePage.override_translatable_fields, *same("fields")]
    content_panels = [
        *ShowcasePage.head_panels,
        FieldPanel("partners"),
        FieldPanel("fields"),
        FieldPanel("resources"),
        FieldPanel("indicators"),
        *ShowcasePage.tail_panels,
    ]

    class Meta:
        verbose_name = _("resource library")
        verbose_name_plural = _("resource libraries")

    def get_context(self, request, *args, **kwargs):
        """Add `library`: the resources, and those that the address asks for."""
        from ..library import Library

        context = super().get_context(request, *args, **kwargs)
        context["library"] = Library(self, request.GET, self.get_url(request))
        return context
