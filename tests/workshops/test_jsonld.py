"""What machines read of pages: schema.org's own vocabulary, and nothing that the page does not state."""

import json
import re

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests.workshops.exchange_pages import World
from tests.workshops.schema_org import problems

pytestmark = pytest.mark.django_db
DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?)?")


@pytest.fixture
def world():
    """All that can be said."""
    world = World()
    world.add_activities()
    world.add_profiles()
    return world


def graph(page):
    """{part of the id: node} of a page, as its readers get it."""
    html = Client().get(page.get_url()).text
    [said] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    data = json.loads(said)
    assert data["@context"] == "https://schema.org"
    return {each["@id"].partition("#")[2] or "page": each for each in data["@graph"]}, html


def test_every_page_keeps_to_the_vocabulary(world, course, tmp_path):
    pages = [world.index, world.workshop, world.event, world.exchange, world.competition, world.profile, course]
    graphs = {page.slug: {"@context": "https://schema.org", "@graph": list(graph(page)[0].values())} for page in pages}
    assert problems(graphs, tmp_path) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"@type": "Evnt", "name": "x"},
        {"@type": "Event", "datePublishd": "2025"},
        {"@type": "Event", "price": 3},
        {"@type": "Event", "location": {"@type": "Offer"}},
        {"@type": "Dataset", "variableMeasured": [{"@type": "PropertyValue", "minValue": "a thousand"}]},
    ],
    ids=["a type", "a property", "its place", "a type below", "a number"],
)
def test_the_validator_finds_what_is_wrong_with(wrong, tmp_path):
    assert problems({"page": {"@context": "https://schema.org", "@graph": [wrong]}}, tmp_path)


def test_a_workshop_is_an_organization_with_its_partners(world):
    nodes, html = graph(world.workshop)
    about = nodes["about"]
    assert about["@type"] == "EducationalOrganization"
    assert about["description"] == "这是一个工坊。"
    assert about["location"]["address"]["addressCountry"] == "NA"
    assert [each["name"] for each in about["member"]] == ["铁道学院", "University of Transport"]
    assert [each["@type"] for each in about["member"]] == ["EducationalOrganization", "Organization"]
    assert nodes["page"]["inLanguage"] == "zh-Hans"
    assert nodes["page"]["url"] == f"http://testserver{world.workshop.get_url()}"
    assert [each["position"] for each in nodes["trail"]["itemListElement"]] == [1, 2, 3]
    assert "secret@example.org" not in html


def test_no_title_ends_the_script(world):
    nodes, html = graph(world.workshop)
    assert nodes["about"]["name"] == "鲁班工坊 </script>"
    assert "鲁班工坊 </script>" not in html
    assert "鲁班工坊" in strip_tags(html)


def test_results_and_targets_are_two_data_sets_with_bounds_and_sources(world):
    nodes, _html = graph(world.workshop)
    trained, other, area = nodes["results"]["variableMeasured"]
    assert trained["minValue"] == 1000
    assert "value" not in trained
    assert trained["unitCode"] == "IE"
    assert {each["propertyID"]: each["value"] for each in trained["valueReference"]} == {
        "nature": "result",
        "bound": "more-than",
        "start": "2024",
        "end": "2025-06",
        "as-of": "2025-06",
        "source": "report-2025",
    }
    assert (other["value"], area["value"], area["unitCode"]) == (0.5, 950, "MTK")
    [target] = nodes["targets"]["variableMeasured"]
    assert target["minValue"] == 1500
    [source] = nodes["targets"]["isBasedOn"]
    assert (source["@type"], source["name"], source["datePublished"]) == ("NewsArticle", "Report & more", "2025-06")
    assert "url" not in source


def test_dates_stay_as_exact_as_their_source(world):
    lecture = graph(world.event)[0]["about"]
    assert (lecture["@type"], lecture["startDate"]) == ("EducationEvent", "2025-06-21T09:30")
    assert lecture["performer"]["name"] == "孙老师"
    assert lecture["organizer"][0]["name"] == "铁道学院"
    exchange = graph(world.exchange)[0]["about"]
    assert (exchange["startDate"], exchange["duration"]) == ("2025-06", "P10D")
    assert "endDate" not in exchange
    assert exchange["attendee"][0]["name"] == "University of Transport"
    competition = graph(world.competition)[0]["about"]
    assert (competition["@type"], competition["startDate"]) == ("Event", "2025")
    assert competition["subEvent"][0]["endDate"] == "2025-10-02"
    assert all(DATE.fullmatch(each["startDate"]) for each in (lecture, exchange, competition))


def test_an_institution_is_known_under_all_its_names(world):
    about = graph(world.profile)[0]["about"]
    assert about["@type"] == "Organization"
    assert about["name"] == "University of Transport"
    assert about["alternateName"] == ["Transport Uni"]
    assert about["sameAs"] == "https://uni.example.org/"


def test_a_course_says_what_it_teaches(course):
    said = graph(course)[0]["course"]
    assert said["@type"] == "Course"
    assert said["inLanguage"] == ["zh-Hans"]
    assert said["timeRequired"] == "PT10H"
    assert said["teaches"] == ["能用汉语说出信号的颜色。"]
    assert "provider" not in said


def test_a_russian_page_speaks_russian(languages):
    world = World("ru")
    nodes, _html = graph(world.workshop)
    assert nodes["about"]["description"] == "Это мастерская."
    assert nodes["about"]["member"][0]["name"] == "Железнодорожный колледж"
    assert nodes["page"]["inLanguage"] == "ru"
    assert nodes["results"]["variableMeasured"][1]["name"].endswith("=логистика")
