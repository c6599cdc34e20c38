"""What pages about workshops show of what they name: members by country, courses in the reader's language."""

import re

import pytest
from django.utils.html import strip_tags

from qiao.accounts.api import save_institution
from tests.workshops import filled
from workshops import models
from workshops.showcase import Named, Showcase

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(languages):
    """make(type, parent, **fields) publishes an English page."""
    return lambda model, parent, **fields: filled.make(model, parent, **{"locale": languages["en"]} | fields)


@pytest.fixture
def index(home, languages, make):
    """The index of all workshops, in English."""
    return make(models.WorkshopIndexPage, home.get_translation(languages["en"]), title="Workshops", slug="workshops")


def partners(**roles):
    """The stored form of partners: each key with country and role."""
    rows = []
    for key, (country, kind, role) in roles.items():
        institution = save_institution(key=key, country=country, kind=kind, names={"en": key.title()})
        rows.append({"institution": institution.pk, "role": role})
    return filled.stream("partner", *rows)


def text_of(client, page):
    response = client.get(page.url)
    assert response.status_code == 200
    html = re.sub(r"<(rt|rp)\b.*?</\1>", "", response.content.decode())
    return re.sub(r"\s+", " ", strip_tags(html[html.index("<main") : html.index("</main>")]))


class TestAlliance:
    """An alliance of institutions."""

    def test_it_says_under_whom_it_stands_who_leads_it_and_its_members_by_country(self, client, index, make):
        page = make(
            models.AlliancePage, index, title="Alliance", founded="2025-05",
            partners=partners(
                ceaie=("CN", "association", "supervisor"), tajik=("TJ", "university", "leader"),
                works=("CN", "enterprise", "member"), agri=("CN", "university", "leader"),
            ),
        )  # fmt: skip

        text = text_of(client, page)

        assert "Founded May 2025" in text
        assert "Under the guidance of Ceaie" in text
        assert "Led by Tajik Agri" in text
        assert "China leads it Agri university member Works enterprise Tajikistan leads it Tajik" in text

    def test_a_committee_without_a_chair_says_nothing_of_one(self, client, index, make):
        committees = filled.stream(
            "committee",
            {"name": filled.label("交通委员会"), "field": "railway-engineering", "status": "planned", "chair": None},
        )
        page = make(models.AlliancePage, index, title="Alliance", committees=committees)

        text = text_of(client, page)

        assert "planned 交通委员会 Railway engineering" in text
        assert "Chaired by" not in text

    def test_its_number_of_members_is_a_figure(self, client, index, make):
        reading = {"nature": "result", "bound": "more-than", "value": "70"}
        indicators = filled.stream(
            "indicator", {"measure": "members", "label": [], "unit": "", "readings": [filled.item(reading)]}
        )
        page = make(models.AlliancePage, index, title="Alliance", indicators=indicators)

        assert "Members Reported more than 70" in text_of(client, page)

    def test_an_alliance_of_which_nothing_is_known_shows_nothing(self, client, index, make):
        text = text_of(client, make(models.AlliancePage, index, title="Alliance"))

        for word in ("Founded", "Led by", "Members", "Committees", "Timeline", "Figures"):
            assert word not in text


class TestCourses:
    """The courses that a page names."""

    def test_readers_are_led_to_the_course_in_their_language(self, index, make, course, languages):
        english = course.copy_for_translation(languages["en"], copy_parents=True)
        english.save_revision().publish()
        page = make(
            models.WorkshopPage, index, title="W", brand=filled.label("丝路工坊"),
            courses=filled.stream("course", course.pk),
        )  # fmt: skip

        assert [each.pk for each in Showcase(page).courses] == [english.pk]

    def test_one_that_has_no_page_in_the_language_is_left_out(self, index, make, course):
        page = make(
            models.WorkshopPage, index, title="W", brand=filled.label("丝路工坊"),
            courses=filled.stream("course", course.pk),
        )  # fmt: skip

        assert Showcase(page).courses == []


@pytest.mark.parametrize(
    ("names", "language"),
    [
        ({"ru": "Р", "en": "E"}, "ru"),
        ({"en": "E", "zh-hans": "中"}, "en"),
        ({"zh-hans": "中"}, "zh-Hans"),
        ({"kk": "Қ"}, "kk"),
    ],
)
def test_a_name_says_in_which_language_it_is(names, language):
    institution = save_institution(key="k", country="CN", names=names)

    assert Named.of(institution, "ru").language == language


def test_the_way_up_leads_over_every_page_above(client, index, make):
    workshop = make(models.WorkshopPage, index, title="W", brand=filled.label("丝路工坊"))
    visit = make(models.ExchangePage, workshop, title="Visit", kind="visit")

    html = client.get(visit.url).content.decode()
    trail = html[html.index('<ol class="trail">') :].partition("</ol>")[0]

    assert re.findall(r'href="([^"]+)"', trail) == [index.get_url(), workshop.get_url()]
