"""What takes place: exchanges, events, competitions."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField

from qiao.bilingual.fields import SentencesField

from .. import blocks
from ..base import Dated, InFields, Placed, ShowcasePage, bound_field, people_field, same, translated
from ..programme import days
from ..showcase import load_subtitles
from ..vocabulary import EventKind, ExchangeKind

PARENTS = ["qiao_workshops.WorkshopIndexPage", "qiao_workshops.WorkshopPage"]


def _people_panel(heading):
    return MultiFieldPanel([FieldRowPanel([FieldPanel("people"), FieldPanel("people_bound")])], heading=heading)


class ExchangePage(Dated, InFields, ShowcasePage):
    """A study visit or a training: who came to whom, for how long, and what they did."""

    kind = models.CharField(_("kind"), max_length=20, choices=ExchangeKind.choices, default=ExchangeKind.VISIT)
    days = models.PositiveSmallIntegerField(
        _("days"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("How long it lasted.")
    )
    partners = StreamField(
        **blocks.stream(partner=blocks.PartnerBlock()),
        verbose_name=_("host and guest"),
        help_text=_("Who received whom: give each its role."),
    )
    people = people_field(_("people"))
    people_bound = bound_field()
    who = SentencesField(_("who took part"), single=True, blank=True, help_text=_("Such as 师生."))
    model = SentencesField(_("model"), single=True, blank=True, help_text=_("Such as 技术培训＋文化体验＋现场教学."))
    programme = StreamField(**blocks.stream(day=blocks.DayBlock()), verbose_name=_("programme by day"))
    outcome = SentencesField(_("outcome"), blank=True)
    gallery = StreamField(blocks.gallery_blocks(), verbose_name=_("gallery"), blank=True, collapsed=True)

    parent_page_types = PARENTS
    subpage_types = []
    template = "workshops/exchange.html"
    override_translatable_fields = [
        *ShowcasePage.override_translatable_fields,
        *same("start", "end", "fields", "kind", "days", "people", "people_bound"),
        *translated("who", "model", "outcome"),
    ]
    content_panels = [
        *ShowcasePage.head_panels,
        FieldPanel("kind"),
        FieldPanel("partners"),
        Dated.dated_panel,
        FieldPanel("days"),
        _people_panel(_("Number of people")),
        FieldPanel("who"),
        FieldPanel("fields"),
        FieldPanel("model"),
        FieldPanel("programme"),
        FieldPanel("outcome"),
        FieldPanel("gallery"),
        *ShowcasePage.tail_panels,
    ]

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")

    def get_context(self, request, *args, **kwargs):
        """Add `programme`: its days, as `programme.Day` describes them."""
        return {**super().get_context(request, *args, **kwargs), "programme": days(self)}


class EventPage(Placed, Dated, ShowcasePage):
    """A lecture, an opening, a teachers' training, a final."""

    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices, default=EventKind.LECTURE)
    start_time = models.TimeField(_("begins at"), null=True, blank=True, help_text=_("Local time of the place."))
    speaker = SentencesField(_("speaker"), single=True, blank=True)
    partners = StreamField(**blocks.stream(partner=blocks.PartnerBlock()), verbose_name=_("institutions"))
    people = people_field(_("audience"))
    people_bound = bound_field()
    materials = StreamField(
        blocks.material_blocks(), verbose_name=_("recording and materials"), blank=True, collapsed=True
    )
    gallery = StreamField(blocks.gallery_blocks(), verbose_name=_("gallery"), blank=True, collapsed=True)

    parent_page_types = PARENTS
    subpage_types = []
    template = "workshops/event.html"
    override_translatable_fields = [
        *ShowcasePage.override_translatable_fields,
        *same(*Placed.placed_fields, "start", "end", "kind", "start_time", "people", "people_bound"),
        *translated("place", "speaker"),
    ]
    content_panels = [
        *ShowcasePage.head_panels,
        FieldPanel("kind"),
        FieldPanel("speaker"),
        FieldPanel("partners"),
        Dated.dated_panel,
        FieldPanel("start_time"),
        Placed.placed_panel,
        _people_panel(_("Audience")),
        FieldPanel("materials"),
        FieldPanel("gallery"),
        *ShowcasePage.tail_panels,
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def get_context(self, request, *args, **kwargs):
        """Load the subtitles of all recordings at once."""
        load_subtitles(block.value["video"] for block in self.materials if block.block_type == "video")
        return super().get_context(request, *args, **kwargs)


class CompetitionPage(Placed, Dated, InFields, ShowcasePage):
    """A skills competition: discipline, rounds, teams, rules, results."""

    discipline = SentencesField(_("discipline"), single=True, blank=True)
    partners = StreamField(**blocks.stream(partner=blocks.PartnerBlock()), verbose_name=_("institutions"))
    rounds = StreamField(**blocks.stream(round=blocks.RoundBlock()), verbose_name=_("rounds"))
    teams = StreamField(**blocks.stream(team=blocks.TeamBlock()), verbose_name=_("teams"))
    rules = StreamField(blocks.material_blocks(), verbose_name=_("rules"), blank=True, collapsed=True)
    results = StreamField(
        **blocks.stream(result=blocks.ResultBlock()), verbose_name=_("results"), help_text=_("As they were published.")
    )
    gallery = StreamField(blocks.gallery_blocks(), verbose_name=_("gallery"), blank=True, collapsed=True)

    parent_page_types = PARENTS
    subpage_types = []
    template = "workshops/competition.html"
    override_translatable_fields = [
        *ShowcasePage.override_translatable_fields,
        *same(*Placed.placed_fields, "start", "end", "fields"),
        *translated("place", "discipline"),
    ]
    content_panels = [
        *ShowcasePage.head_panels,
        FieldPanel("discipline"),
        FieldPanel("fields"),
        FieldPanel("partners"),
        Dated.dated_panel,
        Placed.placed_panel,
        FieldPanel("rounds"),
        FieldPanel("teams"),
        FieldPanel("rules"),
        FieldPanel("results"),
        FieldPanel("gallery"),
        *ShowcasePage.tail_panels,
    ]

    class Meta:
        verbose_name = _("competition")
        verbose_name_plural = _("competitions")

    def get_context(self, request, *args, **kwargs):
        """Load the subtitles of all films at once."""
        load_subtitles(block.value["video"] for block in self.rules if block.block_type == "video")
        return super().get_context(request, *args, **kwargs)
