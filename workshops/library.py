"""The resources of a library: what each is and how it is fetched, the search, the filters."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from lessons.blocks.media import facts, poster_of, tracks_of
from lessons.filters import Facet, Selection
from lessons.vocabulary import LEVELS, vocational_fields
from qiao.bilingual import searching
from qiao.languages.templatetags.qiao_languages import language_name

from .showcase import in_language, load_subtitles
from .vocabulary import ResourceKind

__all__ = ["LONGEST_QUERY", "Library", "Resource"]

LONGEST_QUERY = 100
"""Characters that are looked for; the rest of a longer text is passed over."""


@dataclass(frozen=True)
class Resource:
    """Something of a library. title and text: sentences; what is not stated is "" or None.

    languages: codes, in the order of the settings. facts: of the file, as `lessons.blocks.media.facts` gives them.
    course: the page in the reader's language, None where it is not published in it.
    """

    anchor: str
    title: list
    text: list
    kind: str
    languages: list
    field: str
    level: str
    document: object = None
    video: object = None
    course: Page | None = None
    address: str = ""

    @property
    def kind_name(self):
        """Its type in the reader's language."""
        return ResourceKind(self.kind).label

    @property
    def field_name(self):
        """Its trade in the reader's language."""
        return dict(vocational_fields()).get(self.field, self.field)

    @property
    def level_name(self):
        """Its level, such as HSK 3."""
        return f"HSK {self.level}" if self.level else ""

    @property
    def file(self):
        """The document or the film that can be fetched."""
        return self.document or self.video

    @cached_property
    def facts(self):
        """What to say of that file."""
        return facts(self.file) if self.file else None

    @property
    def opens(self):
        """Whether browsers show the document by themselves."""
        return bool(self.document) and self.document.content_disposition == "inline"

    @property
    def tracks(self):
        """The subtitles of the film."""
        return tracks_of(self.video) if self.video else []

    @property
    def poster(self):
        """The picture of the film before it is played."""
        return poster_of(self.video) if self.video else None

    @property
    def host(self):
        """Whose site an address leads to."""
        return urlsplit(self.address).hostname or ""

    def tokens(self, language):
        """What a search finds it by, as `qiao.bilingual.searching` makes it."""
        return {found.token for sentence in [*self.title, *self.text] for found in searching.find(sentence, language)}


def resources_of(page):
    """Every Resource of a library page that has a type, with a number of queries that does not grow with them."""
    values = [(f"b-{block.id}", block.value) for block in page.resources if block.value["kind"]]
    load_subtitles(value["video"] for _anchor, value in values)
    courses = in_language([value["course"] for _anchor, value in values if value["course"]], page.locale_id)
    by_key = {course.translation_key: course for course in courses}
    order = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    return [_resource(anchor, value, by_key, order) for anchor, value in values]


def _resource(anchor, value, courses, order):
    course = value["course"]
    given = {
        ResourceKind.DOCUMENT: {"document": value["document"]},
        ResourceKind.VIDEO: {"video": value["video"]},
        ResourceKind.COURSE: {"course": courses.get(course.translation_key) if course else None},
        ResourceKind.LINK: {"address": value["address"]},
    }
    return Resource(
        anchor=anchor,
        title=value["title"],
        text=value["text"],
        kind=value["kind"],
        languages=sorted(set(value["languages"]) & set(order), key=order.index),
        field=value["field"] or "",
        level=value["level"] or "",
        **given[value["kind"]],
    )


def facets():
    """Vocational field, level, languages, type."""
    # A language is called as it calls itself.
    codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    return [
        Facet("field", _("Vocational field"), dict(vocational_fields()), lambda resource: _stated(resource.field)),
        Facet(
            "level",
            _("Level"),
            {str(level): label for level, label in LEVELS},
            lambda resource: _stated(resource.level),
        ),
        Facet(
            "language",
            _("Language"),
            {code: language_name(code) for code in codes},
            lambda resource: resource.languages,
            {code: code for code in codes},
        ),
        Facet("type", _("Type"), dict(ResourceKind.choices), lambda resource: [resource.kind]),
    ]


def _stated(value):
    return [value] if value else []


class Library(Selection):
    """Resources, and those among them that an address asks for.

    page: a ResourceLibraryPage. query: the QueryDict of the address, where `q` is what is looked for and the rest are
    values of the facets. url: the page's own address. `offered` are the resources that the search finds.
    """

    count_template = "workshops/_resource_count.html"

    def __init__(self, page, query, url):
        self.q = " ".join(query.get("q", "").split())[:LONGEST_QUERY]
        self.resources = resources_of(page)
        self._wanted = searching.read(self.q, page.locale.language_code)
        super().__init__(self._matching(page.locale.language_code), facets(), query, url)

    @property
    def has_no_word(self):
        """Whether something was typed that holds nothing to look for."""
        return bool(self.q) and not self._wanted

    @property
    def all_found(self):
        """The address with the search and without any filter."""
        return self._with_search(self.url)

    def _matching(self, language):
        if not self.q:
            return self.resources
        if not self._wanted:
            return []
        parts = len(self._wanted.parts)
        return [each for each in self.resources if self._wanted.matched(each.tokens(language)) == parts]

    def _address(self, facet, values):
        return self._with_search(super()._address(facet, values))

    def _with_search(self, address):
        if not self.q:
            return address
        return f"{address}{'&' if '?' in address else '?'}{urlencode({'q': self.q})}"
