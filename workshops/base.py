"""What every page about workshops has: where its statements come from, which names are confirmed, and where it lies."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import SynchronizedField

from lessons.glossary import cards
from lessons.institutions import countries, country_name
from lessons.vocabulary import vocational_fields
from qiao.bilingual import pictures
from qiao.bilingual.blocks import content_blocks
from qiao.bilingual.fields import SentencesField, SentencesTranslatable
from qiao.languages.conf import content_languages
from qiao.languages.pages import BilingualPage

from . import dates
from .dates import PartialDateField
from .fields import CodesField
from .vocabulary import Bound


def same(*names):
    """Fields that are the same in every language, for `override_translatable_fields`."""
    return [SynchronizedField(name, overridable=False) for name in names]


def translated(*names):
    """Fields of sentences, for `override_translatable_fields`."""
    return [SentencesTranslatable(name) for name in names]


class ShowcasePage(BilingualPage):
    """A page about workshops: a summary, a text, and the source that it is taken from."""

    names_to_confirm = CodesField(
        _("title to be confirmed"),
        choices_of=content_languages,
        help_text=_("The languages in which the title is a usual name or our translation, not an official one."),
    )
    source = models.ForeignKey(
        "qiao_workshops.Source",
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("What the statements of this page are taken from, where nothing else stands beside them."),
    )
    is_featured = models.BooleanField(
        _("featured"), default=False, help_text=_("Shown on the home page, its figures too.")
    )
    summary = SentencesField(_("summary"), blank=True, help_text=_("What it is, in two or three sentences."))
    body = StreamField(content_blocks(), verbose_name=_("text"), blank=True)

    override_translatable_fields = [
        *BilingualPage.override_translatable_fields,
        *same("names_to_confirm", "source", "is_featured"),
        *translated("summary"),
    ]
    head_panels = [
        *BilingualPage.content_panels,
        FieldPanel("names_to_confirm"),
        FieldPanel("summary"),
    ]
    tail_panels = [FieldPanel("body"), FieldPanel("source")]
    content_panels = [*head_panels, *tail_panels]
    promote_panels = [*BilingualPage.promote_panels, FieldPanel("is_featured")]

    class Meta:
        abstract = True

    @property
    def title_is_confirmed(self):
        """Whether the title in this page's own language is an official name."""
        return self.locale.language_code not in self.names_to_confirm

    def get_context(self, request, *args, **kwargs):
        """Add `showcase`, as `showcase.Showcase` describes it, and what the `words` of the text mean."""
        from .showcase import Showcase

        context = super().get_context(request, *args, **kwargs)
        streams = [getattr(self, field.name) for field in self._meta.get_fields() if isinstance(field, StreamField)]
        pictures.load(image for stream in streams for image in pictures.images_in(stream))
        return {**context, "words": cards(self), "showcase": Showcase(self)}

    @classmethod
    def can_create_at(cls, parent):
        """Below any page of the site that allows it, but not as a site of its own."""
        return super().can_create_at(parent) and not parent.is_root()


class Placed(models.Model):
    """Where something lies: a country, the name of a place, coordinates in degrees (WGS 84)."""

    country = models.CharField(_("country"), max_length=2, choices=countries, blank=True)
    place = SentencesField(
        _("place"), single=True, blank=True, help_text=_("A town or a house, as the source names it.")
    )
    latitude = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Degrees north, such as 41.31."),
    )
    longitude = models.FloatField(
        _("longitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Degrees east, such as 69.28."),
    )

    placed_fields = ("country", "latitude", "longitude")
    placed_panel = MultiFieldPanel(
        [
            FieldPanel("country"),
            FieldPanel("place"),
            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
        ],
        heading=_("Place"),
    )

    class Meta:
        abstract = True

    @property
    def country_name(self):
        """In the reader's language; "" where it is not known."""
        return country_name(self.country)

    def clean(self):
        """Refuse half a place, and one that lies outside its country or is written the wrong way round."""
        super().clean()
        from .atlas import check

        check(self.country, self.latitude, self.longitude)


class Dated(models.Model):
    """When something took place."""

    start = PartialDateField(_("from"))
    end = PartialDateField(_("until"))

    dated_panel = MultiFieldPanel([FieldRowPanel([FieldPanel("start"), FieldPanel("end")])], heading=_("When"))

    class Meta:
        abstract = True

    def clean(self):
        """Refuse a period that ends before it starts."""
        super().clean()
        try:
            for value in filter(None, (self.start, self.end)):
                dates.validate(value)
        except ValidationError:
            return  # Each column says so itself.
        try:
            dates.in_order(self.start, self.end)
        except ValidationError as error:
            raise ValidationError({"end": error.messages}) from error


class InFields(models.Model):
    """The trades that something is for."""

    fields = CodesField(_("vocational fields"), choices_of=vocational_fields)

    class Meta:
        abstract = True

    @property
    def field_names(self):
        """Their names in the reader's language."""
        return type(self)._meta.get_field("fields").labels(self.fields)


def people_field(name):
    """A column for a number of people."""
    return models.PositiveIntegerField(name, null=True, blank=True)


def bound_field():
    """A column for how the source puts that number."""
    return models.CharField(_("bound"), max_length=10, choices=Bound.choices, default=Bound.EXACTLY)
