"""The workshops of an index: filters with counts, the list by country, the map, and the pages of other types."""

from dataclasses import dataclass
from itertools import count

from django.apps import apps
from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from lessons.filters import Facet, Selection
from lessons.institutions import country_name
from lessons.vocabulary import vocational_fields
from qiao.accounts.models import Institution
from qiao.bilingual.slugs import suggest_slug
from qiao.languages.alphabet import sort_key

from .atlas import Map, Place
from .showcase import Named, said
from .vocabulary import Status

__all__ = ["Directory", "Listed", "Section"]

WORKSHOP = ("brand", "place", "country", "latitude", "longitude", "fields", "statuses", "partners")
TEST_CENTRE = ("place", "country", "latitude", "longitude", "status", "partners")
PAGE = ("title", "slug", "heading", "names_to_confirm", "path", "depth", "url_path", "locale", "translation_key")
"""What is loaded of a page; the rest of its streams stays in the database."""

INSTITUTIONS = "InstitutionIndexPage"
SECTIONS = {
    "ExchangePage": _("Exchanges"),
    "EventPage": _("Events"),
    "CompetitionPage": _("Competitions"),
    "StandardPage": _("Standards"),
    "ResourceLibraryPage": _("Resource libraries"),
    "AlliancePage": _("Alliances"),
    "AdmissionPage": _("Places for students"),
    "StoryPage": _("Stories"),
    INSTITUTIONS: _("Institutions"),
}
"""The types of pages that have a list of their own below the workshops, in this order."""


@dataclass(frozen=True)
class Listed:
    """A workshop or a test centre as the list shows it.

    status, fields: codes. partners: `Named`, in the editors' order. brand: the key of the brand, "" without one.
    """

    page: Page
    partners: list
    status: str
    fields: list
    brand: str = ""

    @property
    def anchor(self):
        """The id of its entry in the list."""
        return f"w-{self.page.slug}"

    @property
    def kind(self):
        """What it is, where it has no brand that says so."""
        return "" if self.brand else capfirst(self.page._meta.verbose_name)

    @property
    def brand_said(self):
        """(text, whether it is Chinese beside another language) of its brand; None where the title says it already."""
        return getattr(self.page, "brand_said", None)

    @property
    def place_said(self):
        """The same of its place; None where none is stated."""
        return said(self.page.place, get_language()) if self.page.place else None

    @property
    def status_name(self):
        """How far it is, in the reader's language."""
        return Status(self.status).label if self.status in Status.values else ""


@dataclass(frozen=True)
class Country:
    """The workshops of a country. code, name: "" and what stands for it where none is stated."""

    code: str
    name: str
    workshops: list

    @property
    def anchor(self):
        """The id of its heading."""
        return f"in-{self.code or 'no-country'}"


@dataclass(frozen=True)
class Section:
    """Pages of another type below the index. count: of them; of an index of institutions, that of its pages."""

    title: str
    pages: list
    count: int


class Directory(Selection):
    """Workshops, and those among them that an address asks for.

    index: the WorkshopIndexPage. query: the QueryDict of the address, see `Selection`. url: its own address. The
    number of queries is the same for five workshops and for five hundred.
    """

    count_template = "workshops/_directory_count.html"

    def __init__(self, index, query, url):
        self.index = index
        offered = _workshops(index)
        super().__init__(offered, _facets(offered), query, url)

    @cached_property
    def countries(self):
        """What was found, as `Country`s by name; the one of no country last."""
        parted = {}
        for each in self.found:
            parted.setdefault(each.page.country, []).append(each)
        language = get_language()
        names = {code: country_name(code) for code in parted}
        ordered = sorted(parted, key=lambda code: (not code, sort_key(names[code], language)))
        return [Country(code, names[code] or _("Country not stated"), parted[code]) for code in ordered]

    @cached_property
    def map(self):
        """The map of what was found: markers lead to the entries of the list."""
        return Map(
            [
                Place(
                    name=each.page.title,
                    url=f"#{each.anchor}",
                    country=each.page.country,
                    latitude=each.page.latitude,
                    longitude=each.page.longitude,
                )
                for country in self.countries
                for each in country.workshops
            ]
        )

    @cached_property
    def sections(self):
        """The other public pages below the index, as `Section`s; none without pages."""
        parted = {}
        pages = Page.objects.descendant_of(self.index).live().public().type(*_types(SECTIONS)).order_by("path")
        for page in pages.defer_streamfields().specific():
            parted.setdefault(type(page).__name__, []).append(page)
        counts = {name: len(pages) for name, pages in parted.items()}
        if INSTITUTIONS in parted:
            (profile,) = _types(["InstitutionPage"])
            counts[INSTITUTIONS] = profile.objects.descendant_of(self.index).live().public().count()
        return [Section(title, parted[name], counts[name]) for name, title in SECTIONS.items() if name in parted]


def _types(names):
    return [apps.get_model("qiao_workshops", name) for name in names]


def _workshops(index):
    """Every public workshop and test centre below an index, in the order of the tree."""
    pages = []
    public = Page.objects.child_of(index).live().public().values("pk")
    for model, columns in zip(_types(["WorkshopPage", "TestCentrePage"]), (WORKSHOP, TEST_CENTRE), strict=True):
        pages += model.objects.filter(pk__in=public).select_related("locale").only(*PAGE, *columns)
    pages.sort(key=lambda page: page.path)
    named = _institutions(pages, index.locale.language_code)
    keys = _brand_keys(pages)
    return [
        Listed(
            page=page,
            partners=[named[pk] for pk in _partners(page) if pk in named],
            status=_status(page),
            fields=getattr(page, "fields", []),
            brand=keys.get(_brand(page), ""),
        )
        for page in pages
    ]


def _partners(page):
    """The keys of the institutions that take part, without loading them."""
    return [block["value"].get("institution") for block in page.partners.raw_data]


def _status(page):
    if not hasattr(page, "statuses"):
        return page.status
    reached = page.statuses.raw_data
    return reached[-1]["value"].get("status") or "" if reached else ""


def _institutions(pages, language):
    """{pk: `Named`} of all that take part in some pages; one that was merged is called as what it was merged into."""
    found = Institution.objects.in_bulk({pk for page in pages for pk in _partners(page)} - {None})
    prefetch_related_objects([each for each in found.values() if each.merged_into_id], "merged_into")
    return {pk: Named.of(each, language) for pk, each in found.items()}


def _brand(page):
    """The Chinese of the brand, which is the same in every language; "" without one."""
    brand = getattr(page, "brand", [])
    return brand[0]["zh"] if brand else ""


def _brand_keys(pages):
    """{Chinese of a brand: its key in addresses}, in the order of the tree."""
    keys = {}
    for brand in filter(None, map(_brand, pages)):
        if brand not in keys:
            base = suggest_slug(brand) or "brand"
            numbered = (base if number == 1 else f"{base}-{number}" for number in count(1))
            keys[brand] = next(key for key in numbered if key not in keys.values())
    return keys


def _facets(offered):
    """Country, brand, vocational field, status."""
    language = get_language()
    countries = {each.page.country for each in offered} - {""}
    brands = {}
    for each in offered:
        if each.brand:
            brands.setdefault(each.brand, []).append(each.page.brand[0])
    texts = {key: said(labels, language) for key, labels in brands.items()}
    return [
        Facet(
            "country",
            _("Country"),
            dict(
                sorted(((code, country_name(code)) for code in countries), key=lambda each: sort_key(each[1], language))
            ),
            lambda each: [each.page.country] if each.page.country else [],
        ),
        Facet(
            "brand",
            _("Brand"),
            {key: text for key, (text, _is_chinese) in texts.items()},
            lambda each: [each.brand] if each.brand else [],
            {key: "zh-Hans" for key, (_text, is_chinese) in texts.items() if is_chinese},
        ),
        Facet("field", _("Vocational field"), dict(vocational_fields()), lambda each: each.fields),
        Facet(
            "status",
            _("Status"),
            dict(Status.choices),
            lambda each: [each.status] if each.status else [],
        ),
    ]
