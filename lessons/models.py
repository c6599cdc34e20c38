"""Courses, their modules and lessons, and the terms that they teach."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField
from wagtailmedia.settings import wagtailmedia_settings

from qiao import chinese
from qiao.bilingual import searching
from qiao.bilingual.fields import SentencesField, SentencesTranslatable, passages_of
from qiao.languages.conf import source_language
from qiao.languages.fields import LocalField
from qiao.languages.pages import BilingualPage
from qiao.languages.rights import BilingualPermissions

from . import glossary, outline
from .blocks import addition_blocks, lesson_blocks
from .catalogue import Catalogue
from .forms import CoursePageForm, LessonPageForm, TermForm
from .vocabulary import LEVELS, Origin, PartOfSpeech, Standard, vocational_fields
from .words.pages import GlossaryMixin


class Term(TranslatableMixin, index.Indexed, models.Model):
    """A Chinese word of a trade, with its meaning in one language.

    The Chinese term is the source: what is translated is the word itself, so its own `meaning` is its hanzi.
    `origin` says where this language's meaning comes from; a meaning that is rewritten is the editors' from then on.
    """

    hanzi = models.CharField(_("hanzi"), max_length=60)
    pinyin = models.CharField(
        _("pinyin"),
        max_length=200,
        blank=True,
        help_text=_("With tone marks, such as xìnhàojī; left empty, it is filled from the hanzi."),
    )
    part_of_speech = models.CharField(
        _("part of speech"), max_length=20, choices=PartOfSpeech.choices, default=PartOfSpeech.NOUN
    )
    field = models.CharField(_("vocational field"), max_length=50, choices=vocational_fields, default="general")
    meaning = models.CharField(_("meaning"), max_length=255, blank=True)
    origin = models.CharField(
        _("source of the meaning"), max_length=20, choices=Origin.choices, default=Origin.EDITOR, editable=False
    )
    origin_file = models.CharField(_("imported file"), max_length=200, blank=True, editable=False)
    explanation = SentencesField(
        _("explanation"),
        blank=True,
        help_text=_("What the thing is or does, in one or two sentences of simple Chinese."),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shows what the word names; small, beside the meaning."),
    )
    audio = models.ForeignKey(
        wagtailmedia_settings.MEDIA_MODEL,
        verbose_name=_("audio"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        limit_choices_to={"type": "audio"},
    )

    base_form_class = TermForm
    # How files of content name a term.
    content_name_field = "hanzi"
    translatable_fields = [
        TranslatableField("meaning"),
        SentencesTranslatable("explanation"),
        *(
            SynchronizedField(name, overridable=False)
            for name in ("hanzi", "pinyin", "part_of_speech", "field", "image", "audio")
        ),
        # A meaning comes from where this language took it.
        LocalField("origin"),
        LocalField("origin_file"),
    ]
    search_fields = [
        index.SearchField("hanzi"),
        index.SearchField("pinyin"),
        index.SearchField("meaning"),
        index.SearchField("search_tokens"),
        index.AutocompleteField("title_tokens"),
        index.AutocompleteField("hanzi"),
        index.AutocompleteField("pinyin"),
        index.AutocompleteField("meaning"),
        index.FilterField("locale"),
        index.FilterField("translation_key"),
        index.FilterField("field"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["pinyin", "hanzi"]

    def __str__(self):
        return self.hanzi if self.meaning in ("", self.hanzi) else f"{self.hanzi} — {self.meaning}"

    def save(self, *args, **kwargs):
        """Store the term; a meaning that was rewritten by hand no longer comes from where the old one did."""
        meaning, origin = getattr(self, "_stored", (self.meaning, self.origin))
        if self.meaning != meaning and self.origin == origin:
            self.origin, self.origin_file = Origin.EDITOR, ""
        super().save(*args, **kwargs)
        self._stored = self.meaning, self.origin

    @classmethod
    def from_db(cls, db, field_names, values):
        """A term that remembers the meaning that it was stored with, for `save`."""
        term = super().from_db(db, field_names, values)
        if "meaning" in field_names and "origin" in field_names:
            term._stored = term.meaning, term.origin
        return term

    @property
    def anchor(self):
        """What the word's entry is called in the address of a page; the same in every language."""
        return f"term-{self.translation_key.hex[:8]}"

    @property
    def picture(self):
        """The image in the size of a card, or None where there is none or its file is gone."""
        return glossary.picture_of(self)

    @property
    def is_translated(self):
        """Whether the meaning says more than the Chinese word itself."""
        return bool(self.meaning) and self.meaning != self.hanzi

    @property
    def as_sentence(self):
        """The word with its pinyin and its meaning, as sentences are."""
        count = sum(map(chinese.is_hanzi, self.hanzi))
        try:
            syllables = chinese.syllables_of(self.pinyin, count)
        except ValueError:
            syllables = ()
        pinyin = [{"pinyin": syllable} for syllable in syllables]
        return {"zh": self.hanzi, "pinyin": pinyin, "words": [len(self.hanzi)], "translation": self.meaning}

    def search_tokens(self):
        """What the search finds the term by, in one string."""
        said = (sentence for sentence, _anchor in passages_of(self))
        return searching.index([self.as_sentence, *said], self.locale.language_code)

    def title_tokens(self):
        """What the search finds the word itself by."""
        return searching.index_title(self.as_sentence, self.locale.language_code)

    def clean(self):
        """Fill pinyin and, for the Chinese term, the meaning; refuse a pinyin that does not fit the hanzi."""
        super().clean()
        count = sum(map(chinese.is_hanzi, self.hanzi))
        if not count:
            raise ValidationError({"hanzi": _("A term has at least one Chinese character.")})
        if not self.pinyin:
            self.pinyin = "".join(syllable.pinyin for syllable in chinese.annotate(self.hanzi))
        try:
            chinese.syllables_of(self.pinyin, count)
        except ValueError as error:
            message = ngettext(
                "“%(pinyin)s” does not fit %(hanzi)s: give %(count)d syllable.",
                "“%(pinyin)s” does not fit %(hanzi)s: give %(count)d syllables, one for each hanzi; an apostrophe parts"
                " them, as in xī'ān.",
                count,
            )
            values = {"pinyin": self.pinyin, "hanzi": self.hanzi, "count": count}
            raise ValidationError({"pinyin": message % values}) from error
        if self.locale_id and self.locale.language_code == source_language():
            self.meaning = self.hanzi


class DictionaryEntry(models.Model):
    """An entry of CC-CEDICT as it is written there, licensed CC BY-SA 4.0; `definitions` are parted by slashes."""

    simplified = models.CharField(max_length=60, db_index=True)
    traditional = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=300, help_text="Syllables with tone numbers.")
    definitions = models.TextField()
    release = models.CharField(max_length=20, db_index=True, help_text="Of the package that it came with.")

    class Meta:
        verbose_name = _("entry of the dictionary")
        verbose_name_plural = _("entries of the dictionary")

    def __str__(self):
        return f"{self.simplified} [{self.pinyin}]"


class CourseIndexPage(GlossaryMixin, BilingualPage):
    """All courses of the site in one language."""

    lists_all_terms = True

    intro = SentencesField(_("introduction"), blank=True)

    subpage_types = ["qiao_lessons.CoursePage"]
    template = "lessons/course_index.html"
    override_translatable_fields = [*BilingualPage.override_translatable_fields, SentencesTranslatable("intro")]
    content_panels = [*BilingualPage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("course index")
        verbose_name_plural = _("course indexes")

    @classmethod
    def can_create_at(cls, parent):
        """Below any page of the site that allows it, but not as a site of its own."""
        return super().can_create_at(parent) and not parent.is_root()

    def get_context(self, request, *args, **kwargs):
        """Add `catalogue`: the live courses in the order of the tree, and those of them that the address asks for."""
        context = super().get_context(request, *args, **kwargs)
        context["catalogue"] = Catalogue(outline.courses(self), request.GET, self.get_url(request))
        return context


class CoursePage(GlossaryMixin, BilingualPage):
    """A course: what it teaches, to whom, in which languages; its syllabus is made from its children."""

    base_form_class = CoursePageForm

    field = models.CharField(_("vocational field"), max_length=50, choices=vocational_fields, default="general")
    standard = models.CharField(
        _("standard of the levels"), max_length=20, choices=Standard.choices, default=Standard.GF0025
    )
    level = models.PositiveSmallIntegerField(
        _("level reached"), choices=LEVELS, default=3, help_text=_("What a learner reads at the end.")
    )
    entry_level = models.PositiveSmallIntegerField(
        _("expected entry level"), choices=LEVELS, null=True, blank=True, help_text=_("Empty: open to beginners.")
    )
    hours = models.PositiveSmallIntegerField(
        _("hours"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(2000)],
        help_text=_("Clock hours of study for the whole course."),
    )
    offered = models.JSONField(
        _("languages offered"),
        default=list,
        blank=True,
        help_text=_("Beside Chinese. The course can be translated into these languages and no other."),
    )
    summary = SentencesField(_("summary"), blank=True)
    outcomes = SentencesField(
        _("learning outcomes"), blank=True, help_text=_("One a line: what a learner can do afterwards.")
    )
    institution = models.ForeignKey(
        "qiao_accounts.Institution",
        verbose_name=_("institution"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The college or university that writes the course and answers for it."),
    )
    cover_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("cover image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown beside the title as decoration; it must not carry information of its own."),
    )
    is_featured = models.BooleanField(_("featured"), default=False, help_text=_("Shown on the home page."))

    parent_page_types = ["qiao_lessons.CourseIndexPage"]
    subpage_types = ["qiao_lessons.ModulePage", "qiao_lessons.LessonPage"]
    template = "lessons/course.html"
    override_translatable_fields = [
        *BilingualPage.override_translatable_fields,
        SentencesTranslatable("summary"),
        SentencesTranslatable("outcomes"),
        *(
            SynchronizedField(name, overridable=False)
            for name in (
                "field",
                "standard",
                "level",
                "entry_level",
                "hours",
                "offered",
                "institution",
                "is_featured",
            )
        ),
    ]
    content_panels = [
        *BilingualPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("field"),
                FieldRowPanel([FieldPanel("level"), FieldPanel("entry_level"), FieldPanel("standard")]),
                FieldPanel("hours"),
                FieldPanel("offered"),
                FieldPanel("institution"),
                FieldPanel("cover_image"),
            ],
            heading=_("At a glance"),
        ),
        FieldPanel("summary"),
        FieldPanel("outcomes"),
    ]
    promote_panels = [*BilingualPage.promote_panels, FieldPanel("is_featured")]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def clean(self):
        """Refuse a course that asks for more than it teaches."""
        super().clean()
        if self.entry_level and self.level and self.entry_level > self.level:
            raise ValidationError({"entry_level": _("The entry level is above the level that the course reaches.")})

    def offered_languages(self):
        """The languages that the course states; nothing stated means all."""
        return self.offered or None

    def get_context(self, request, *args, **kwargs):
        """Add `syllabus`: the live modules and lessons in order."""
        context = super().get_context(request, *args, **kwargs)
        context["syllabus"] = outline.Syllabus(self)
        return context


class PartOfCourse:
    """What modules and lessons have in common: the course around them."""

    @cached_property
    def syllabus(self):
        """That of the course, in which this page is marked."""
        return outline.Syllabus.around(self)

    def card_line(self):
        """Module or lesson, and of which course."""
        course = self.syllabus.course
        return f"{super().card_line()} · {course.title}" if course else super().card_line()


class ModulePage(PartOfCourse, BilingualPage):
    """A part of a course: some lessons that belong together."""

    summary = SentencesField(_("summary"), blank=True)

    parent_page_types = ["qiao_lessons.CoursePage"]
    subpage_types = ["qiao_lessons.LessonPage"]
    template = "lessons/module.html"
    override_translatable_fields = [*BilingualPage.override_translatable_fields, SentencesTranslatable("summary")]
    content_panels = [*BilingualPage.content_panels, FieldPanel("summary")]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def get_context(self, request, *args, **kwargs):
        """Add `syllabus`: that of the whole course, in which this module is marked."""
        context = super().get_context(request, *args, **kwargs)
        context["syllabus"] = self.syllabus
        return context


class LessonPermissions(BilingualPermissions):
    """What somebody may do with a lesson: nobody publishes a template, or hands it to those who do."""

    def can_publish(self):
        return not self.page.is_template and super().can_publish()

    def can_submit_for_moderation(self):
        return not self.page.is_template and super().can_submit_for_moderation()


class LessonPage(PartOfCourse, BilingualPage):
    """One lesson: what it is for, its text and exercises, and who answers for it."""

    base_form_class = LessonPageForm

    objectives = SentencesField(_("objectives"), blank=True, help_text=_("One a line: what this lesson is for."))
    body = StreamField(lesson_blocks(), verbose_name=_("body"), blank=True)
    additions = StreamField(
        addition_blocks(),
        verbose_name=_("own blocks"),
        blank=True,
        help_text=_(
            "Shown after the text in this language alone. Formatted text is written in this language; in the others, a"
            " line is the Chinese, a tab and the translation."
        ),
    )
    summary = SentencesField(_("summary"), blank=True, help_text=_("What to keep in mind, at the end of the lesson."))
    estimated_minutes = models.PositiveSmallIntegerField(
        _("estimated minutes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    authored_on = models.DateField(_("written on"), null=True, blank=True)
    language_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("language reviewer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    language_reviewed_on = models.DateField(_("language reviewed on"), null=True, blank=True)
    trade_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("trade reviewer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A qualified instructor of the trade, who answers for what is taught."),
    )
    trade_reviewed_on = models.DateField(_("trade reviewed on"), null=True, blank=True)
    is_template = models.BooleanField(
        _("template"),
        default=False,
        help_text=_("Others start lessons from it. It is never published, and readers don't see it."),
    )

    # Who answers for a lesson does not answer for its copy.
    exclude_fields_in_copy = ["language_reviewer", "language_reviewed_on", "trade_reviewer", "trade_reviewed_on"]
    parent_page_types = ["qiao_lessons.CoursePage", "qiao_lessons.ModulePage"]
    subpage_types = []
    template = "lessons/lesson.html"
    override_translatable_fields = [
        *BilingualPage.override_translatable_fields,
        SentencesTranslatable("objectives"),
        SentencesTranslatable("summary"),
        *(
            SynchronizedField(name, overridable=False)
            for name in (
                "estimated_minutes",
                "author",
                "authored_on",
                "trade_reviewer",
                "trade_reviewed_on",
                "is_template",
            )
        ),
        LocalField("additions"),
        # Who reviewed the Chinese has not reviewed the Russian.
        LocalField("language_reviewer"),
        LocalField("language_reviewed_on"),
    ]
    content_panels = [
        *BilingualPage.content_panels,
        FieldPanel("objectives"),
        FieldPanel("estimated_minutes"),
        FieldPanel("body"),
        FieldPanel("summary"),
    ]
    review_panels = [
        FieldRowPanel([FieldPanel("author"), FieldPanel("authored_on")], heading=_("Author")),
        FieldRowPanel(
            [FieldPanel("language_reviewer"), FieldPanel("language_reviewed_on")], heading=_("Language reviewer")
        ),
        FieldRowPanel([FieldPanel("trade_reviewer"), FieldPanel("trade_reviewed_on")], heading=_("Trade reviewer")),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Content")),
            ObjectList(review_panels, heading=_("Review")),
            ObjectList(Page.promote_panels, heading=_("Promote")),
            ObjectList([FieldPanel("is_template"), *Page.settings_panels], heading=_("Settings")),
        ]
    )

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def permissions_for_user(self, user):
        """Those of every page, without publishing where this is a template."""
        return LessonPermissions(user, self)

    def get_admin_display_title(self):
        """The title; a template is marked as such in the lists of the admin."""
        title = super().get_admin_display_title()
        return _("%(title)s (template)") % {"title": title} if self.is_template else title

    @property
    def is_reviewed(self):
        """Whether a qualified instructor of the trade has signed for the lesson."""
        return bool(self.trade_reviewer_id and self.trade_reviewed_on)

    def clean(self):
        """Refuse a review without a reviewer, or a reviewer without a date."""
        super().clean()
        for person, day in (
            ("language_reviewer", "language_reviewed_on"),
            ("trade_reviewer", "trade_reviewed_on"),
        ):
            if bool(getattr(self, f"{person}_id")) != bool(getattr(self, day)):
                raise ValidationError({day: _("A review has a person and a date: fill both or neither.")})

    def get_context(self, request, *args, **kwargs):
        """Add the course's `syllabus`, with what comes before and after, and what the `words` of the text mean.

        The body's pictures and terms are loaded at once.
        """
        context = super().get_context(request, *args, **kwargs)
        syllabus = context["syllabus"] = self.syllabus
        taught = outline.taught_terms(self)
        terms = glossary.terms_in(self, taught)
        outline.load_people(self)
        outline.load_body(self, pictures=[term.image for term in terms if term.image])
        standard = syllabus.course.standard if syllabus.course else Standard.GF0025
        context["words"] = glossary.cards(self, standard, taught, terms)
        glossary.link_taught(self, terms)
        context["has_sound"] |= any(term.audio_id for term in terms)
        return context
