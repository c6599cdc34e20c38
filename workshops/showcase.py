"""What a page about workshops shows beside its own fields: partners with their pages, courses, figures, sources."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page

from lessons.institutions import country_name
from qiao.accounts.models import Institution
from qiao.bilingual import sentences
from qiao.languages.alphabet import sort_key

from . import figures
from .vocabulary import Role, Status

__all__ = ["Named", "Showcase", "by_country", "in_language", "institutions_in", "said"]

HOME_DEPTH = 2


@dataclass(frozen=True)
class Named:
    """An institution as a page names it.

    language: that of the name, for `lang`. url: of its own page in the language of the page, "" without one.
    """

    institution: Institution
    name: str
    language: str
    is_confirmed: bool
    url: str
    role: str = ""
    role_name: str = ""

    @classmethod
    def of(cls, institution, language, url="", role=""):
        """An institution, or what it was merged into, as it is called in a language. role: of `Role`, or ""."""
        current = institution.current
        code = current.language_of(language)
        return cls(
            institution=current,
            name=current.name_in(language),
            language="zh-Hans" if code == "zh-hans" else code,
            is_confirmed=current.is_confirmed(language),
            url=url,
            role=role or "",
            role_name=Role(role).label if role else "",
        )


def institutions_in(value):
    """Every institution that a value of blocks names, however deep."""
    if isinstance(value, Institution):
        yield value
    elif isinstance(value, StreamValue):
        for block in value:
            yield from institutions_in(block.value)
    elif isinstance(value, dict):
        for child in value.values():
            yield from institutions_in(child)
    elif isinstance(value, list):
        for child in value:
            yield from institutions_in(child)


def said(labels, language):
    """(text, whether it is Chinese beside another language) of labels that say the same in Chinese."""
    if language == "zh-hans":
        return labels[0]["zh"], False
    translated = next((label for label in labels if not sentences.is_untranslated(label)), None)
    return (translated["translation"], False) if translated else (labels[0]["zh"], True)


def by_country(named, language):
    """[(name of a country, the `Named` there)], countries and names in the order of a language.

    In each country those of one kind stand together, in the order of the kinds; the one of an unknown kind last.
    """
    kinds = {kind: place for place, kind in enumerate(Institution.Kind.values)}

    def place(each):
        return kinds.get(each.institution.kind, len(kinds)), sort_key(each.name, language)

    countries = {each.institution.country: country_name(each.institution.country) for each in named}
    ordered = sorted(countries.items(), key=lambda each: sort_key(each[1], language))
    return [
        (name, sorted((each for each in named if each.institution.country == code), key=place))
        for code, name in ordered
    ]


class Showcase:
    """What templates and exports ask of a page; everything is loaded once, whatever the page names."""

    def __init__(self, page):
        self.page = page

    @cached_property
    def _streams(self):
        names = [field.name for field in self.page._meta.get_fields() if isinstance(field, StreamField)]
        return {name: getattr(self.page, name) for name in names}

    @cached_property
    def _urls(self):
        """{pk of an institution: address of its page in this language} of all that the page names."""
        from .pages.partners import InstitutionPage

        found = [each for value in self._streams.values() for each in institutions_in(value)]
        prefetch_related_objects([each for each in found if each.merged_into_id], "merged_into")
        named = {each.current.pk for each in found}
        named.add(getattr(self.page, "institution_id", None))
        pages = (
            InstitutionPage.objects.live()
            .filter(institution__in=named - {None}, locale_id=self.page.locale_id)
            .defer_streamfields()
        )
        return {page.institution_id: page.get_url() for page in pages}

    def named(self, institution, role=""):
        """A `Named` of an institution, merged or not; None for none."""
        if institution is None:
            return None
        # What the page names was loaded together, with those that stand for it.
        urls = self._urls
        return Named.of(institution, self.page.locale.language_code, urls.get(institution.current.pk, ""), role)

    @cached_property
    def partners(self):
        """The institutions that take part, as `Named`, in the editors' order."""
        blocks = getattr(self.page, "partners", ())
        return [
            self.named(block.value["institution"], block.value["role"])
            for block in blocks
            if block.value["institution"]
        ]

    def taking_part(self, *roles):
        """The partners that have one of these roles, as `Named`."""
        return [each for each in self.partners if each.role in roles]

    @cached_property
    def supervisors(self):
        """The partners under whose guidance it stands."""
        return self.taking_part(Role.SUPERVISOR)

    @cached_property
    def leaders(self):
        """The partners that lead it."""
        return self.taking_part(Role.LEADER)

    @cached_property
    def members_by_country(self):
        """[(country, the partners there but for the supervisors)], both in the order of the reader's language."""
        members = [each for each in self.partners if each.role != Role.SUPERVISOR]
        return by_country(members, self.page.locale.language_code)

    @cached_property
    def rows(self):
        """{name of a stream: its values, each with its `anchor`, and `named` for its institution, chair or none}."""
        return {
            name: [
                {
                    **block.value,
                    "anchor": f"b-{block.id}",
                    "named": self.named(block.value.get("institution") or block.value.get("chair")),
                }
                for block in value
                if isinstance(block.value, dict)
            ]
            for name, value in self._streams.items()
        }

    @cached_property
    def statuses(self):
        """What was reached, the oldest first: the values of the stream, each with `name`, its word."""
        return [
            {**each, "name": Status(each["status"]).label if each["status"] else ""}
            for each in self.rows.get("statuses", [])
        ]

    @cached_property
    def indicators(self):
        """The figures that the page reports, as `figures.Indicator`."""
        return figures.of(self.page)

    @cached_property
    def sources(self):
        """Every source that the page or one of its figures quotes, once."""
        quoted = [reading.source for indicator in self.indicators for reading in indicator.readings]
        quoted += [each.get("source") for each in self.statuses]
        found = list({source.pk: source for source in [self.page.source, *quoted] if source}.values())
        prefetch_related_objects(found, "document")
        return found

    @cached_property
    def _private(self):
        """What holds of pages that not everybody may read; asked for once."""
        return private()

    @cached_property
    def courses(self):
        """The courses that the page names, in this language and live, in the editors' order."""
        chosen = [block.value for block in getattr(self.page, "courses", ()) if block.value]
        courses = in_language(chosen, self.page.locale_id, self._private)
        prefetch_related_objects(courses, "cover_image__renditions", "institution__merged_into")
        return courses

    @cached_property
    def gallery(self):
        """The blocks of the page's gallery, with the subtitles of its films."""
        blocks = list(getattr(self.page, "gallery", ()))
        load_subtitles(block.value["video"] for block in blocks if block.block_type == "video")
        return blocks

    @cached_property
    def trail(self):
        """The live pages above this one, from the one below the home page down to its parent, with their titles."""
        return list(self.page.get_ancestors().live().filter(depth__gt=HOME_DEPTH))

    @cached_property
    def parent(self):
        """The page above, as it is."""
        return self.page.get_parent().specific

    @cached_property
    def below(self):
        """The live pages below this one, in the order of the tree."""
        if not self.page.numchild:
            return []
        found = [
            page
            for model in self.page.allowed_subpage_models()
            for page in model.objects.child_of(self.page).live().exclude(self._private)
        ]
        return sorted(found, key=lambda page: page.path)


def load_subtitles(films):
    """Load the subtitles of films with one query; None among them is passed over."""
    # Only the platform's own library keeps subtitles.
    prefetch_related_objects([film for film in films if hasattr(film, "tracks")], "tracks")


def private():
    """A Q of the pages that not everybody may read."""
    return Page.objects.none().private_q()


def in_language(pages, locale_id, excluded=None):
    """The live translations of some pages into one language, in the same order.

    excluded: a Q of the pages that not everybody may read, where it was asked for already.
    """
    if not pages:
        return []
    excluded = private() if excluded is None else excluded
    keys, by_key = [page.translation_key for page in pages], {}
    for model in {type(page) for page in pages}:
        found = model.objects.live().exclude(excluded).filter(translation_key__in=keys, locale_id=locale_id)
        by_key |= {page.translation_key: page for page in found.select_related("locale")}
    return [by_key[key] for key in keys if key in by_key]
