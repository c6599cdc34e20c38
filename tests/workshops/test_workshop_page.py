"""The page of a workshop: what a partner wants to know, each figure with its source, and nothing that is not stated."""

import re
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from qiao.accounts.api import merge_institutions, save_institution
from qiao.pagecache import generation
from tests import factories
from tests.workshops import filled
from workshops import models

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(home, languages):
    """The index of all workshops, in English."""
    english = home.get_translation(languages["en"])
    return filled.make(models.WorkshopIndexPage, english, title="Workshops", slug="workshops", locale=languages["en"])


@pytest.fixture
def make(languages):
    """make(type, parent, **fields) publishes an English page."""
    return lambda model, parent, **fields: filled.make(model, parent, locale=languages["en"], **fields)


@pytest.fixture
def workshop(index, make):
    """A workshop of which everything is known."""
    return make(models.WorkshopPage, index, title="Workshop", **filled.Filling().fields(models.WorkshopPage))


def html_of(client, page):
    response = client.get(page.url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def headings(html):
    main = html[html.index("<main") :]
    return re.findall(r"<h([1-6])", main)


def text_of(html):
    return re.sub(r"\s+", " ", strip_tags(re.sub(r"<(rt|rp)\b.*?</\1>", "", html)))


class TestFilled:
    """A workshop of which everything is known."""

    def test_it_is_told_from_who_to_where_to_ask(self, client, workshop):
        html = html_of(client, workshop)

        told = ["Partners", "Status over time", "Recognitions", "What is taught", "Facilities", "Figures", "Plans"]
        places = [html.index(f"> {word} </h2>") for word in told]
        assert places == sorted(places)
        assert places[-1] < html.index("+998 71 000 00 00")

    def test_a_partner_has_its_role_and_says_whether_its_name_is_confirmed(self, client, workshop):
        save_institution(key="karamay", country="CN", names={"en": "Karamay College"}, names_to_confirm=["en"])

        html = html_of(client, workshop)

        partners = html[html.index('<ul class="partners">') :].partition("</ul>")[0]
        host, guest = (text_of(each).strip() for each in partners.split("<li>")[1:])
        assert host == "host Karamay College name to be confirmed China"
        assert guest == "guest College atyrau Kazakhstan · college"

    def test_a_figure_stands_with_its_bound_time_source_and_what_is_measured_apart(self, client, workshop):
        html = html_of(client, workshop)

        table = text_of(html[html.index("<table") : html.index("</table>")])
        assert "more than 1,000" in table
        assert "2024 – 2025" in table
        assert "p. 3" in table
        assert "not measured yet" in table
        assert re.search(r"2,000 target", table)
        assert 'href="#source-report"' in html
        assert 'id="source-report"' in html

    def test_headings_go_down_one_step_at_a_time(self, client, workshop):
        levels = [int(level) for level in headings(html_of(client, workshop))]

        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))

    def test_a_status_shows_its_day_its_part_and_its_source(self, client, workshop):
        html = html_of(client, workshop)

        timeline = text_of(html[html.index('<ol class="timeline">') :].partition("</ol>")[0])
        assert re.findall(r"June 2025|unveiled|实训室|Source", timeline) == [
            "June 2025",
            "unveiled",
            "实训室",
            "Source",
        ]

    def test_floor_areas_are_shown_with_the_facility_and_among_the_figures(self, client, workshop):
        text = text_of(html_of(client, workshop))

        assert text.count("950") >= 2
        assert "950 m²" in text

    def test_what_took_place_there_is_below(self, client, workshop, make):
        exchange = make(models.ExchangePage, workshop, title="克拉玛依研修", start="2025-06", kind="visit")

        html = html_of(client, workshop)

        assert exchange.get_url() in html
        assert "June 2025" in html[html.index("What took place here") :]


class TestEmpty:
    """A workshop of which nothing is known but its name."""

    def test_it_shows_no_part_without_content(self, client, index, make):
        page = make(models.WorkshopPage, index, title="空工坊", brand=filled.label("丝路工坊"))

        html = html_of(client, page)
        main = html[html.index("<main") : html.index("</main>")]

        for word in ("Partners", "Status", "Figures", "Facilities", "Plans", "Pictures", "Sources", "Recognitions"):
            assert f"{word} </h2>" not in main
        assert "<table" not in main


class TestBadInput:
    """What comes in as it should not."""

    def test_a_name_of_200_characters_is_shown_whole(self, client, index, make):
        name = "Донишгоҳи давлатии " + "байналмилалииилмӣ" * 12
        institution = save_institution(key="long", country="TJ", names={"tg": name[:200]})
        page = make(
            models.WorkshopPage, index, title="工坊", brand=filled.label("丝路工坊"),
            partners=filled.stream("partner", {"institution": institution.pk, "role": ""}),
        )  # fmt: skip

        html = html_of(client, page)

        assert name[:200] in html
        assert 'lang="tg"' in html

    def test_what_is_left_out_of_a_block_breaks_nothing(self, client, index, make):
        page = make(
            models.WorkshopPage, index, title="Workshop", brand=filled.label("丝路工坊"),
            partners=filled.stream("partner", {"institution": 9999, "role": "host"}),
            statuses=filled.stream("status", {"status": None, "when": "2025"}),
            facilities=filled.stream(
                "facility", {"name": filled.label("车间"), "areas": [filled.item({"square_metres": None})]}
            ),
            indicators=filled.stream(
                "indicator", {"measure": "courses", "label": [], "readings": [filled.item({"value": None})]}
            ),
        )  # fmt: skip
        for url in (page.url, index.url, f"/api/v2/pages/{page.pk}/", "/zh-hans/workshops-data/figures.csv"):
            assert client.get(url).status_code == 200

    def test_namibia_is_a_country(self, client, index, make):
        page = make(models.WorkshopPage, index, title="纳米比亚鲁班工坊", brand=filled.label("鲁班工坊"), country="NA")

        assert "Namibia" in text_of(html_of(client, page))

    @pytest.mark.parametrize(("value", "shown"), [("0", "0"), ("10000000", "10,000,000"), ("0.25", "0.25")])
    def test_any_number_is_shown_as_it_is(self, client, index, make, value, shown):
        reading = {"nature": "result", "bound": "exactly", "value": value}
        indicators = filled.stream(
            "indicator", {"measure": "visits", "label": [], "unit": "", "readings": [filled.item(reading)]}
        )
        page = make(models.WorkshopPage, index, title="工坊", brand=filled.label("丝路工坊"), indicators=indicators)

        assert f'<span class="value">{shown}</span>' in html_of(client, page)

    def test_a_history_is_drawn_and_written(self, client, index, make):
        areas = [filled.item({"square_metres": value, "when": ""}) for value in ("200", "950")]
        facilities = filled.stream("facility", {"name": filled.label("物流中心"), "text": [], "areas": areas})
        page = make(models.WorkshopPage, index, title="工坊", brand=filled.label("丝路工坊"), facilities=facilities)

        html = html_of(client, page)

        assert html.count('<svg class="chart" role="img"') == 1
        table = text_of(html[html.index("<table") : html.index("</table>")])
        assert "200" in table
        assert "950" in table


def _partners(make, roll, count):
    """So many partners, each with a page; half of them were merged into another one."""
    institutions = []
    for n in range(count):
        institution = save_institution(key=f"partner-{n}", country="CN", names={"zh-hans": f"第{n}学院"})
        make(models.InstitutionPage, roll, title=f"Partner {n}", slug=f"partner-{n}", institution=institution)
        if n % 2:
            old = save_institution(key=f"old-{n}", country="CN", names={"zh-hans": f"老第{n}学院"})
            merge_institutions(institution=old, into=institution)
            institution = old
        institutions.append(institution)
    return filled.stream("partner", *({"institution": each.pk, "role": "partner"} for each in institutions))


class TestQueries:
    """The database is asked as often for a large page as for a small one, and not at all for a kept one."""

    def _count(self, client, page):
        client.get(page.url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page.url).status_code == 200
        return len(queries)

    def test_forty_partners_cost_as_many_as_two(self, client, index, make):
        roll = make(models.InstitutionIndexPage, index, title="Institutions", slug="institutions")
        partners = _partners(make, roll, 40)
        filling = filled.Filling()
        indicator = filling.indicators[0]["value"]
        counts = {}
        for count in (2, 40):
            page = make(
                models.WorkshopPage, index, title=f"Workshop {count}", source=filling.source,
                brand=filled.label("丝路工坊"), partners=partners[:count], courses=filling.courses,
                indicators=filled.stream("indicator", *[indicator] * count),
            )  # fmt: skip
            counts[count] = self._count(client, page)

        assert counts[2] == counts[40] <= 25

    def test_many_courses_and_sources_cost_as_many_as_two(self, client, home, index, make):
        courses = factories.CourseIndexPageFactory(parent=home)
        counts = {}
        for count in (2, 6):
            offered, readings = [], []
            for n in range(count):
                offered.append(
                    factories.CoursePageFactory(
                        parent=courses, slug=f"course-{count}-{n}", institution=filled.institution(f"of-{count}-{n}")
                    )
                )
                source = filled.source(f"source-{count}-{n}")
                source.document = filled.document(name=f"{count}-{n}.pdf", size=10)
                source.save()
                readings.append(filled.item({"value": "1", "source": source.pk}))
            page = make(
                models.WorkshopPage, index, title=f"Workshop {count}", brand=filled.label("丝路工坊"),
                courses=filled.stream("course", *[each.pk for each in offered]),
                indicators=filled.stream("indicator", {"measure": "courses", "label": [], "readings": readings}),
            )  # fmt: skip
            counts[count] = self._count(client, page)

        assert counts[2] == counts[6]

    def test_a_page_with_everything_stays_near_that(self, client, workshop, make):
        make(models.ExchangePage, workshop, title="Visit", start="2025-06", kind="visit")

        assert self._count(client, workshop) <= 32

    def test_many_activities_cost_as_many_as_one(self, client, workshop, make):
        make(models.ExchangePage, workshop, title="Visit", slug="visit", start="2025-06", kind="visit")
        one = self._count(client, workshop)
        for n in range(10):
            make(models.ExchangePage, workshop, title="Visit", slug=f"visit-{n}", start="2025-06", kind="visit")

        assert self._count(client, workshop) == one

    def test_a_kept_page_asks_nothing(self, client, workshop, settings, tmp_path, django_assert_num_queries):
        settings.CACHES = {
            "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
            "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept-workshops"},
        }
        settings.QIAO_PAGECACHE_STAMP = tmp_path / "generation"
        generation.forget()
        client.get(workshop.url)

        with django_assert_num_queries(0):
            assert client.get(workshop.url).status_code == 200
