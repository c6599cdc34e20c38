"""A page about workshops as schema.org: what it is about, its figures as data sets, the way to it.

Results and targets are two data sets: nobody who adds up the values of one of them mixes what was reached with what is
aimed at. A date that is a year or a month stays one, as ISO 8601 writes it.
"""

from django.utils.translation import gettext as _
from wagtail.models import Page

from lessons.jsonld import KINDS, absolute, course, lines, node, organization, script, tag, text

from ..pages.activities import CompetitionPage, EventPage, ExchangePage
from ..pages.partners import AlliancePage, InstitutionPage
from ..pages.teaching import ResourceLibraryPage, StandardPage
from ..pages.workshops import WorkshopPage
from ..vocabulary import Bound, EventKind, Role, SourceKind, Unit
from .addresses import address

__all__ = ["nodes", "page_script"]

# Codes of UN/ECE Recommendation 20.
UNIT_CODES = {
    Unit.SQUARE_METRES: "MTK",
    Unit.HOURS: "HUR",
    Unit.DAYS: "DAY",
    Unit.PEOPLE: "IE",
    Unit.PERCENT: "P1",
}
SOURCES = {SourceKind.NEWS: "NewsArticle", SourceKind.WEBSITE: "WebSite", SourceKind.REPORT: "Report"}
ORGANISERS = {Role.HOST, Role.ORGANISER, Role.LEADER}
SITE_HOME_DEPTH = 2


def page_script(page, request, showcase):
    """The element with the nodes of a page, for its head."""
    return script(nodes(page, request, showcase))


def nodes(page, request, showcase):
    """What a page states, as a list of nodes that refer to each other by `@id`. showcase: a `showcase.Showcase`."""
    about = _About(page, request, showcase)
    found = [about.main(), *about.data_sets()]
    if isinstance(page, WorkshopPage | StandardPage):
        found += [{**course(each, request), **about.provided()} for each in showcase.courses]
    found = [each for each in found if each]
    return [about.web_page(found), about.trail(), *found]


class _About:
    """The nodes of one page."""

    def __init__(self, page, request, showcase):
        self.page, self.request, self.showcase = page, request, showcase
        self.code = page.locale.language_code
        self.url = self.address_of(page)

    def main(self):
        """What the page is about; None for a page that is only a list."""
        page = self.page
        if isinstance(page, EventPage | ExchangePage | CompetitionPage):
            return self.event()
        if isinstance(page, InstitutionPage):
            return self.institution()
        if isinstance(page, WorkshopPage):
            return self.named("EducationalOrganization", **self.placed(), member=self.partners())
        if isinstance(page, AlliancePage):
            return self.named("Organization", foundingDate=page.founded, member=self.partners())
        if isinstance(page, StandardPage):
            return self.named(
                "CreativeWork", version=page.version, datePublished=page.issued, publisher=self.partners({Role.ISSUER})
            )
        if isinstance(page, ResourceLibraryPage):
            return self.named("Collection", inLanguage=tag(self.code), keywords=", ".join(page.field_names))
        return None

    def named(self, kind, **properties):
        """The node of what the page is about, with its name, address and summary."""
        properties = {"name": self.page.title, **properties}
        return node(
            kind, id=f"{self.url}#about", url=self.url, description=text(self.page.summary, self.code), **properties
        )

    def placed(self):
        """Where it lies, as `location`."""
        page = self.page
        name = text(page.place, self.code, fallback=True)
        has_point = page.latitude is not None and page.longitude is not None
        place = node(
            "Place",
            name=name,
            address=node("PostalAddress", addressCountry=page.country) if page.country else None,
            geo=node("GeoCoordinates", latitude=page.latitude, longitude=page.longitude) if has_point else None,
        )
        return {"location": place} if len(place) > 1 else {}

    def partners(self, roles=None):
        """The institutions that take part: all of them, or those of some roles."""
        return [
            organization(each.institution, self.code)
            for each in self.showcase.partners
            if roles is None or each.role in roles
        ]

    def institution(self):
        """The institution of a profile, under every name that it has."""
        page, row = self.page, self.page.institution
        others = [*row.names.values(), *row.other_names] if row else []
        name = row.name_in(self.code) if row else page.title
        return self.named(
            KINDS.get(row.kind, "Organization") if row else "Organization",
            name=name,
            alternateName=[each for each in dict.fromkeys(others) if each != name],
            logo=absolute(self.request, page.logo.file.url) if page.logo else "",
            sameAs=page.site_address,
            address=node("PostalAddress", addressCountry=row.country) if row else None,
            **self.placed(),
        )

    def event(self):
        """An exchange, an event or a competition with its rounds."""
        page = self.page
        teaches = isinstance(page, ExchangePage) or getattr(page, "kind", "") in (
            EventKind.LECTURE,
            EventKind.TEACHERS,
        )
        begins = page.start
        if getattr(page, "start_time", None) and len(begins) == len("2025-06-21"):
            begins = f"{begins}T{page.start_time:%H:%M}"
        days, speaker = getattr(page, "days", None), text(getattr(page, "speaker", []), self.code, fallback=True)
        return self.named(
            "EducationEvent" if teaches else "Event",
            startDate=begins,
            endDate=page.end,
            duration=f"P{days}D" if days else "",
            inLanguage=tag(self.code),
            keywords=", ".join(getattr(page, "field_names", [])),
            performer=node("Person", name=speaker) if speaker else None,
            organizer=self.partners(ORGANISERS),
            attendee=self.partners({Role.GUEST}),
            sponsor=self.partners({Role.SPONSOR}),
            subEvent=[self.round(block.value) for block in getattr(page, "rounds", ())],
            **(self.placed() if hasattr(page, "latitude") else {}),
        )

    def round(self, value):
        """A round of a competition."""
        place = text(value["place"] or [], self.code, fallback=True)
        return node(
            "Event",
            name=text(value["name"], self.code, fallback=True),
            startDate=value["start"],
            endDate=value["end"],
            location=node("Place", name=place) if place else None,
        )

    def provided(self):
        """By whom the courses of a workshop are offered; nothing for another page, whose courses say it themselves."""
        return {"provider": {"@id": f"{self.url}#about"}} if isinstance(self.page, WorkshopPage) else {}

    def data_sets(self):
        """What was reported as results, and what as targets; none where there are no figures."""
        names = {"results": _("Figures as they were reported"), "targets": _("Targets as they were reported")}
        return [self.data_set(kind, names[kind]) for kind in names]

    def data_set(self, kind, name):
        """The data set of the results or of the targets; None where there are none of them."""
        pairs = [(each, reading) for each in self.showcase.indicators for reading in getattr(each, kind)]
        if not pairs:
            return None
        sources = {reading.source.pk: reading.source for _indicator, reading in pairs if reading.source}
        file = absolute(self.request, address("figures_of_page", self.page.translation_key))
        return node(
            "Dataset",
            id=f"{self.url}#{kind}",
            url=self.url,
            name=f"{self.page.title}: {name}",
            description=f"{name}. {self.page.title}.",
            inLanguage=tag(self.code),
            variableMeasured=[self.value(indicator, reading) for indicator, reading in pairs],
            isBasedOn=[self.source(each) for each in sources.values()],
            distribution=node("DataDownload", encodingFormat="text/csv", contentUrl=file) if file else None,
        )

    def value(self, indicator, reading):
        """One value; what is "at least" or "more than" is its least value and no exact one."""
        exact = reading.bound == Bound.EXACTLY
        number = int(reading.value) if reading.value == int(reading.value) else float(reading.value)
        words = text(indicator.label, self.code, fallback=True)
        stated = {
            "nature": reading.nature,
            "bound": reading.bound,
            "start": reading.start,
            "end": reading.end,
            "as-of": reading.as_of or (reading.source.as_of if reading.source else ""),
            "source": reading.source.key if reading.source else "",
            "reference": reading.reference,
        }
        value = node(
            "PropertyValue",
            propertyID=indicator.measure,
            name=": ".join(filter(None, [str(indicator.title), words])),
            description=" ".join(filter(None, [reading.text, str(indicator.unit_name)])),
            unitText=str(indicator.unit_name),
            unitCode=UNIT_CODES.get(indicator.unit, ""),
            valueReference=[
                node("PropertyValue", propertyID=name, value=str(each)) for name, each in stated.items() if each
            ],
        )
        return value | {"value" if exact else "minValue": number}

    def source(self, source):
        """What values are taken from; what is not stated of it is left out."""
        return node(
            SOURCES.get(source.kind, "CreativeWork"),
            id=f"{self.url}#source-{source.key}",
            identifier=source.key,
            name=source.title,
            url=source.url,
            publisher=node("Organization", name=source.publisher) if source.publisher else None,
            datePublished=source.as_of,
        )

    def web_page(self, found):
        """The page itself, in its language."""
        abouts = [{"@id": each["@id"]} for each in found if each["@id"] == f"{self.url}#about"]
        return node(
            "WebPage",
            id=self.url,
            url=self.url,
            name=self.page.title,
            inLanguage=tag(self.code),
            description=" ".join(lines(self.page.summary, self.code)),
            mainEntity=abouts[0] if abouts else None,
            breadcrumb={"@id": f"{self.url}#trail"},
        )

    def address_of(self, page):
        """The absolute address of a page."""
        return absolute(self.request, page.get_url(self.request))

    def trail(self):
        """The way from the home page to this one."""
        above = Page.objects.ancestor_of(self.page).live().filter(depth__gte=SITE_HOME_DEPTH)
        steps = [*above.select_related("locale").order_by("depth"), self.page]
        return node(
            "BreadcrumbList",
            id=f"{self.url}#trail",
            itemListElement=[
                node("ListItem", position=place, name=each.title, item={"@id": self.address_of(each)})
                for place, each in enumerate(steps, 1)
            ],
        )
