"""Pages of institutions: the roll of all, and where one takes part.

Where an institution is named is read from the pages themselves: an index beside them may lag behind, and a page that is
kept would stay wrong. A type of page is one query, however many pages there are.
"""

from collections import Counter
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import pgettext, pgettext_lazy
from wagtail.models import Page

from lessons.models import CoursePage
from qiao.accounts.models import Institution

from .showcase import Named, by_country
from .vocabulary import Role

__all__ = ["Group", "Place", "Roll", "page_of", "participation"]

WHERE = {
    "WorkshopPage": ["partners", "recognitions"],
    "ExchangePage": ["partners"],
    "EventPage": ["partners"],
    "CompetitionPage": ["partners", "teams", "results"],
    "StandardPage": ["partners", "adoptions"],
    "ResourceLibraryPage": ["partners"],
    "AlliancePage": ["partners", "committees"],
    "TestCentrePage": ["partners"],
    "AdmissionPage": ["partners"],
    "StoryPage": ["partners"],
}
"""The streams of each type of page that name institutions; a test holds it complete."""

NAMES = ("institution", "chair")
"""How the parts of a block are called that hold an institution."""

DEEDS = {
    "recognitions": pgettext_lazy("role", "recognised it"),
    "adoptions": pgettext_lazy("role", "adopted it"),
    "teams": pgettext_lazy("role", "sent a team"),
    "results": pgettext_lazy("role", "among the results"),
    "committees": pgettext_lazy("role", "chairs a committee"),
}
"""What an institution does that a stream names, where that has no role of its own."""


@dataclass(frozen=True)
class Place:
    """A page where an institution takes part. roles: what it does there, in words; none where that is not stated."""

    page: Page
    roles: list


@dataclass(frozen=True)
class Group:
    """The pages of one type where an institution takes part."""

    title: str
    places: list


def page_of(institution, locale_id):
    """The live page of an institution in one language, or None."""
    from .pages.partners import InstitutionPage

    return InstitutionPage.objects.live().filter(institution=institution, locale_id=locale_id).first()


def participation(page):
    """Where the institution of a page takes part, as `Group`s of live pages of the same language.

    A page that names an institution which was merged into this one counts as well.
    """
    if not page.institution_id:
        return []
    meant = {page.institution_id, *_merged_into(page.institution_id)}
    public = _public(page.locale_id)
    groups = [_group(model, _naming(model, meant, public), meant) for model in _models()]
    courses = list(_public_of(CoursePage, public).filter(institution__in=meant))
    groups.append(Group(capfirst(pgettext("roll", "courses")), [Place(course, []) for course in courses]))
    return [group for group in groups if group.places]


def _models():
    return [apps.get_model("qiao_workshops", name) for name in WHERE]


def _merged_into(pk):
    """The keys of all that were merged into an institution, in however many steps."""
    merges = {}
    for each, into in Institution.objects.exclude(merged_into=None).values_list("pk", "merged_into"):
        merges.setdefault(into, []).append(each)
    found, waiting = set(), [pk]
    while waiting:
        new = set(merges.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def _public(locale_id):
    return Page.objects.live().public().filter(locale_id=locale_id)


def _public_of(model, public):
    """The rows of a type of page among those of `public`, in the order of the tree."""
    return model.objects.filter(pk__in=public.values("pk")).order_by("path")


def _naming(model, meant, public):
    """The pages of a type whose streams seem to name one of some institutions."""
    streams = WHERE[model.__name__]
    query, columns = Q(), {f"{name}_as_text": Cast(name, TextField()) for name in streams}
    for column in columns:
        for pk in meant:
            for name in NAMES:
                query |= Q(**{f"{column}__contains": f'"{name}": {pk}'})
    return _public_of(model, public).alias(**columns).filter(query)


def _named_in(streams):
    """(name of a stream, institution's key, role) of all that some streams name, {name: StreamValue}."""
    for stream, value in streams.items():
        for block in value.raw_data:
            for name in NAMES:
                if pk := block["value"].get(name):
                    yield stream, pk, block["value"].get("role") or ""


def _group(model, pages, meant):
    places = []
    for page in pages:
        streams = {name: getattr(page, name) for name in WHERE[model.__name__]}
        found = [(stream, role) for stream, pk, role in _named_in(streams) if pk in meant]
        if found:
            roles = [Role(role).label if role else DEEDS.get(stream, "") for stream, role in found]
            places.append(Place(page, list(dict.fromkeys(str(role) for role in roles if role))))
    return Group(capfirst(model._meta.verbose_name_plural), places)


class Roll:
    """The institutions with a live page below an index, by country.

    countries: [(name of a country, [(`Named`, number of pages where it takes part)])], in the order of the reader's
    language.
    """

    def __init__(self, index):
        self.index = index

    @cached_property
    def countries(self):
        language = self.index.locale.language_code
        counts = self._counts
        return [
            (country, [(each, counts[each.institution.pk]) for each in named])
            for country, named in by_country(self._named(language), language)
        ]

    @property
    def number(self):
        """How many there are."""
        return sum(len(named) for _country, named in self.countries)

    def _named(self, language):
        from .pages.partners import InstitutionPage

        pages = InstitutionPage.objects.child_of(self.index).live().public().select_related("institution")
        return [
            Named.of(page.institution, language, page.get_url())
            for page in pages
            if page.institution and not page.institution.merged_into_id
        ]

    @cached_property
    def _counts(self):
        """{key of an institution: number of live pages of this language that name it}."""
        merged = dict(Institution.objects.exclude(merged_into=None).values_list("pk", "merged_into"))
        public, counts = _public(self.index.locale_id), Counter()
        for model in _models():
            streams = WHERE[model.__name__]
            for values in _public_of(model, public).values_list(*streams):
                named = {pk for _stream, pk, _role in _named_in(dict(zip(streams, values, strict=True)))}
                counts.update({_current(pk, merged) for pk in named})
        courses = _public_of(CoursePage, public).exclude(institution=None).values_list("institution", flat=True)
        counts.update(_current(pk, merged) for pk in courses)
        return counts


def _current(pk, merged):
    while pk in merged:
        pk = merged[pk]
    return pk
