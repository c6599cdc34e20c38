"""What a reader finds: pages and terms of one language that answer a query, best first, and where in them they do.

Wagtail's index holds the tokens of `qiao.bilingual.searching`, so SQLite and PostgreSQL find the same. Neither ranks as
the other does, so the order is made here: a title that is the query, a title that has it, a text that has it.
"""

from collections import Counter
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.search.backends import get_search_backend
from wagtail.search.query import And, Or, PlainText

from lessons.models import CourseIndexPage, CoursePage, LessonPage, ModulePage, Term
from lessons.words.pages import GLOSSARY
from qiao.bilingual import searching
from qiao.bilingual.fields import passages_of
from qiao.languages.api import source_locale

MAX_LENGTH = 200
"""Characters of the longest query."""

MOST_SUGGESTED = 8

KINDS = {
    "lesson": (_("lesson"), _("Lessons")),
    "course": (_("course"), _("Courses")),
    "term": (_("term"), _("Terms")),
    "page": (_("page"), pgettext_lazy("search results", "Pages")),
}
"""Each kind with its names for one and for many."""

# Characters before and after the first mark of a text too long to be shown whole.
_AROUND = 90
_SHOWN_WHOLE = 240


class Match(NamedTuple):
    """Something that was found, before it is loaded; sorted, the best comes first.

    rank: 0 for a title that is the query, 1 for one that has it, 2 for a text. order: terms come before pages. path:
    place among its like.
    """

    rank: int
    order: int
    path: str
    kind: str
    pk: int


class Result(NamedTuple):
    """What a page of results shows of a match.

    url: its address, with the place where it matched; of a term the first lesson that teaches it, or its entry in the
    glossary, or "" where neither can be read. title and sentence: dicts with zh and translation as HTML with marks, ""
    where there is none; sentence is None where only the title matched.
    """

    kind: str
    url: str
    title: dict
    sentence: dict | None

    @property
    def kind_name(self):
        """What a reader calls it."""
        return capfirst(KINDS[self.kind][0])


class Search:
    """What a query finds in a language for whoever sends the request."""

    def __init__(self, text, request, locale):
        self.text = text
        self.request = request
        self.locale = locale
        self.query = searching.read(text, locale.language_code)

    @cached_property
    def matches(self):
        """Every Match, best first."""
        if not self.query:
            return []
        return sorted([*self._terms(), *self._pages()])

    @cached_property
    def counts(self):
        """{kind: how many matches it has}."""
        return Counter(match.kind for match in self.matches)

    def results(self, matches, *, with_sentences=True):
        """The Results of some matches, in their order; the number of queries does not grow with them."""
        pages = Page.objects.filter(pk__in=[match.pk for match in matches if match.kind != "term"])
        terms = Term.objects.in_bulk([match.pk for match in matches if match.kind == "term"])
        loaded = {page.pk: page for page in pages.select_related("locale").specific()}
        taught, glossary = self._taught(terms), self._glossary() if terms else ""
        results = []
        for match in matches:
            # What was deleted a moment ago is not there any more.
            found = (terms if match.kind == "term" else loaded).get(match.pk)
            if found is None:
                continue
            sentence, anchor = self._best(passages_of(found)) if with_sentences else (None, "")
            if match.kind == "term":
                title, url = found.as_sentence, taught.get(found.translation_key) or glossary
                url = url and f"{url}#{found.anchor}"
            else:
                title = getattr(found, "bilingual_title", None) or {"zh": found.title, "translation": ""}
                url = found.get_url(self.request) + (f"#{anchor}" if anchor else "")
            results.append(Result(match.kind, url, self._marked(title), sentence))
        return results

    def suggestions(self):
        """The Results whose titles begin as what was typed so far, at most MOST_SUGGESTED; without sentences."""
        if not self.query:
            return []
        terms = self._titled(self._terms_here).order_by("pinyin", "pk")
        pages = self._titled(self._pages_here).order_by("path")
        found = [
            *(Match(1, 0, "", "term", pk) for pk in terms.values_list("pk", flat=True)[: MOST_SUGGESTED // 2]),
            *(
                Match(1, 1, "", kind_of(content_type), pk)
                for pk, content_type in pages.values_list("pk", "content_type")[:MOST_SUGGESTED]
            ),
        ]
        return self.results(found[:MOST_SUGGESTED], with_sentences=False)

    @cached_property
    def _pages_here(self):
        return visible_pages(self.request, self.locale)

    @cached_property
    def _terms_here(self):
        """The terms of the language, and the Chinese ones that it has no meaning for yet."""
        own = Term.objects.filter(locale=self.locale)
        translated = Q(translation_key__in=own.values("translation_key"))
        return Term.objects.filter(Q(locale=self.locale) | Q(locale=source_locale()) & ~translated)

    def _pages(self):
        titled = set(self._titled(self._pages_here).values_list("pk", flat=True))
        found = self._said(self._pages_here)
        for pk, title, path, content_type in found.values_list("pk", "title", "path", "content_type"):
            yield Match(self._rank(pk in titled, title), 1, path, kind_of(content_type), pk)

    def _terms(self):
        titled = set(self._titled(self._terms_here).values_list("pk", flat=True))
        found = self._said(self._terms_here)
        for pk, hanzi, pinyin, meaning in found.values_list("pk", "hanzi", "pinyin", "meaning"):
            yield Match(self._rank(pk in titled, hanzi, meaning), 0, pinyin, "term", pk)

    def _said(self, queryset):
        """Those of a queryset that have the query anywhere."""
        backend = get_search_backend()
        return backend.search(_expression(self.query), queryset, order_by_relevance=False).get_queryset()

    def _titled(self, queryset):
        """Those whose title has it, or goes on as it ends."""
        backend = get_search_backend()
        return backend.autocomplete(_expression(self.query), queryset, order_by_relevance=False).get_queryset()

    def _rank(self, in_title, *titles):
        if in_title and any(title.casefold() == self.text.casefold() for title in titles):
            return 0
        return 1 if in_title else 2

    def _best(self, passages):
        """(the passage that has most of the query, marked; its anchor), or (None, "") where none has any of it."""
        best, most, where = None, 0, ""
        for sentence, anchor in passages:
            tokens = {found.token for found in searching.find(sentence, self.locale.language_code)}
            matched = self.query.matched(tokens)
            if matched > most:
                best, most, where = sentence, matched, anchor
            if most == len(self.query.parts):
                break
        return (self._marked(best), where) if best else (None, "")

    def _marked(self, sentence):
        spans = searching.marks(sentence, self.query, self.locale.language_code)
        shown = {name: _mark(sentence[name], spans[name]) for name in ("zh", "translation")}
        if sentence["translation"] == sentence["zh"]:
            shown["translation"] = ""
        return shown

    def _taught(self, terms):
        """{translation key of a term: address of the first lesson that teaches it and may be read}."""
        if not terms:
            return {}
        # A lesson holds the Chinese term until its language has one of its own.
        family = Term.objects.filter(translation_key__in=[term.translation_key for term in terms.values()])
        keys = {str(pk): key for pk, key in family.values_list("pk", "translation_key")}
        places = ReferenceIndex.objects.filter(
            to_content_type=ContentType.objects.get_for_model(Term),
            to_object_id__in=list(keys),
            content_type=ContentType.objects.get_for_model(LessonPage),
            model_path__startswith="body.vocabulary.",
        ).values_list("object_id", "to_object_id")
        lessons = self._pages_here.filter(pk__in={page for page, _term in places})
        urls = {str(page.pk): page.get_url(self.request) for page in lessons.order_by("-path")}
        # The first lesson comes last, and stays.
        return {keys[term]: urls[page] for owner in urls for page, term in places if page == owner}

    def _glossary(self):
        """Address of the glossary of all courses; "" where there is none to read."""
        index = self._pages_here.type(CourseIndexPage).order_by("path").first()
        return f"{index.get_url(self.request)}{GLOSSARY}/" if index else ""


def visible_pages(request, locale):
    """The live pages of a language that whoever sends the request may read."""
    pages = Page.objects.filter(live=True, locale=locale, depth__gt=1)
    restrictions = list(PageViewRestriction.objects.select_related("page").prefetch_related("groups"))
    if restrictions and request.user.is_authenticated:
        # Each restriction asks for the groups of the person.
        prefetch_related_objects([request.user], "groups")
    for restriction in restrictions:
        if not restriction.accept_request(request):
            pages = pages.exclude(path__startswith=restriction.page.path)
    return pages


def kind_of(content_type_id):
    """Which of KINDS the pages of a content type are."""
    model = ContentType.objects.get_for_id(content_type_id).model_class()
    if model is LessonPage:
        return "lesson"
    return "course" if model in (CoursePage, ModulePage) else "page"


def _expression(query):
    """A query as Wagtail's search takes it."""
    parts = []
    for part in query.parts:
        ways = [PlainText(" ".join(way)) for way in part]
        parts.append(ways[0] if len(ways) == 1 else Or(ways))
    return parts[0] if len(parts) == 1 else And(parts)


def _mark(text, spans):
    """A text as HTML, with what lies in `spans` marked; of a long one what stands around the first mark."""
    first, last = 0, len(text)
    if last > _SHOWN_WHOLE:
        middle = spans[0][0] if spans else 0
        first, last = max(0, middle - _AROUND), min(last, middle + _AROUND)
    parts, place = ["…" if first else ""], first
    for start, end in spans:
        if start >= last or end <= place:
            continue
        start, end = max(start, place), min(end, last)
        parts += [escape(text[place:start]), "<mark>", escape(text[start:end]), "</mark>"]
        place = end
    parts += [escape(text[place:last]), "…" if last < len(text) else ""]
    return mark_safe("".join(parts))
