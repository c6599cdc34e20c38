"""A side panel of the lesson's editor: how long and how hard the Chinese is, while it is written."""

import json
import math
from collections import Counter

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import Page
from wagtail.snippets.widgets import AdminSnippetChooser

from qiao import chinese
from qiao.bilingual import sentences
from qiao.chinese.levels import BAND

from ..models import CoursePage, LessonPage, Term
from ..vocabulary import LEVELS, Standard
from . import side_panels

HANZI_A_MINUTE = 100
"""How fast a learner is taken to read a text of the trade, with understanding."""

BODY_LIMIT = 2_000_000
MOST_WORDS = 60
"""Words that are listed; a text with more is far above its readers."""


class Figures:
    """What the panel says of some Chinese.

    texts: strings, one a sentence. taught: the words that vocabulary blocks teach. standard: a Standard. stated: the
    level that the course reaches, 1 to 9, or None.
    """

    def __init__(self, texts, *, taught, standard, stated):
        text = "\n".join(texts)
        self.sentences = len(texts)
        self.standard, self.stated = standard, stated
        self.level = chinese.level(text, standard=standard.value, taught=taught)
        self.minutes = math.ceil(self.level.hanzi / HANZI_A_MINUTE)
        self.hanzi_a_minute = HANZI_A_MINUTE
        self.words = self._words(Counter(chinese.segment(text, taught)), set(taught))
        self.shown, self.more = self.words[:MOST_WORDS], len(self.words[MOST_WORDS:])

    @property
    def known_percent(self):
        """Per cent of the words that a reader of the standard's highest level knows, rounded down."""
        return int(100 * self.level.known)

    @property
    def stated_label(self):
        """The course's level as people read it."""
        return dict(LEVELS).get(self.stated, "")

    @property
    def level_label(self):
        """The text's level; "" where it has none."""
        return _label(self.level.level)

    @property
    def is_above(self):
        """Whether the text asks for more than the course states."""
        return bool(self.level.words and self.stated) and (self.level.level or math.inf) > self._ceiling

    @property
    def _ceiling(self):
        # The newer standards list the words of levels 7 to 9 together.
        return min(self.stated or math.inf, BAND)

    def _words(self, counts, taught):
        """(word, how often, its level or "") of what is not listed or above the course, the most frequent first."""
        off_list, found = set(self.level.off_list), []
        for word, count in counts.items():
            level = None if word in off_list or word in taught else chinese.word_level(word, self.standard.value)
            if word in off_list or (level or 0) > self._ceiling:
                found.append((word, count, _label(level)))
        return sorted(found, key=lambda each: -each[1])


def _label(level):
    return f"HSK {BAND}–9" if level == BAND else f"HSK {level}" if level else ""


def taught_before(page):
    """The words that vocabulary blocks of the lessons before `page` in its course teach; of all, below a new lesson's
    parent."""
    course = CoursePage.objects.ancestor_of(page, inclusive=True).first()
    if course is None:
        return []
    lessons = LessonPage.objects.descendant_of(course).filter(is_template=False).select_related("latest_revision")
    if isinstance(page, LessonPage):
        lessons = lessons.filter(path__lt=page.path)
    terms = set()
    for lesson in lessons:
        body = lesson.body if lesson.live else lesson.get_latest_revision_as_object().body
        for block in body.raw_data:
            if block["type"] == "vocabulary":
                terms.update(item["value"] for item in block["value"]["terms"])
    return list(Term.objects.filter(pk__in=terms).values_list("hanzi", flat=True))


@require_POST
def figures(request, page_id):
    """The panel's content for a text that is being written, as HTML.

    page_id: of the lesson, or of the page below which one is added. Posted is JSON: texts, a list of {text, dialogue,
    single} for each box; terms, primary keys of the terms chosen; taught, the words of earlier lessons.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    may = page.permissions_for_user(request.user)
    if not (may.can_edit() if isinstance(page, LessonPage) else may.can_add_subpage()):
        raise PermissionDenied
    if len(request.body) > BODY_LIMIT:
        return HttpResponseBadRequest(_("The text is too long to be counted."))
    try:
        posted = json.loads(request.body)
        texts = [
            draft["zh"]
            for box in posted["texts"]
            for draft in sentences.read(box["text"], dialogue=bool(box["dialogue"]), single=bool(box["single"]))
        ]
        keys = [int(key) for key in posted["terms"]]
        taught = [word for word in posted["taught"] if isinstance(word, str)]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return HttpResponseBadRequest(_("Send the texts as JSON."))
    taught += Term.objects.filter(pk__in=keys).values_list("hanzi", flat=True)
    course = CoursePage.objects.ancestor_of(page, inclusive=True).first()
    found = Figures(
        [text for text in texts if text],
        taught=taught,
        standard=Standard(course.standard) if course else Standard.GF0025,
        stated=course.level if course else None,
    )
    return render(request, "lessons/admin/_level.html", {"figures": found})


class LevelSidePanel(BaseSidePanel):
    """Beside Wagtail's own panels; its content is asked for by script, again whenever the text has changed."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("Toggle Chinese level")
        icon_name = "pilcrow"

    name = "qiao-level"
    title = gettext_lazy("Chinese level")
    template_name = "lessons/admin/level_panel.html"
    order = 320

    def __init__(self, page, request, *, place):
        super().__init__(page, request)
        self.place = place

    def get_context_data(self, parent_context):
        """Add the address to ask and what stays the same while the page is open."""
        return super().get_context_data(parent_context) | {
            "url": reverse("qiao_lessons_level", args=[self.place.pk]),
            "taught": json.dumps(taught_before(self.place), ensure_ascii=False),
            "term_chooser": AdminSnippetChooser(Term).get_chooser_modal_url(),
        }

    @property
    def media(self):
        """The script that asks."""
        return forms.Media(js=[versioned_static(side_panels.SCRIPT), versioned_static("lessons/level-panel.js")])


def urls():
    """The address that the panel asks."""
    return [path("qiao/lessons/<int:page_id>/level/", figures, name="qiao_lessons_level")]


def panel(view):
    """The panel of a Chinese lesson, for `side_panels.add`."""
    if not (isinstance(view.page, LessonPage) and view.page.in_source_language):
        return None
    return LevelSidePanel(view.page, view.request, place=view.page if view.page.pk else view.parent_page)
