"""Files and feeds: figures as CSV, activities as calendars, what is new."""

import csv
import io
from xml.etree import ElementTree

import icalendar
import pytest
from django.test import Client
from django.urls import NoReverseMatch, clear_url_caches, reverse
from django.utils.translation import gettext, override
from wagtail.models import PageViewRestriction

from tests.workshops.exchange_pages import World, indicator, reading
from workshops.exchange.tables import COLUMNS, cell

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def world(db):
    """A workshop and what took place there."""
    world = World()
    world.add_activities()
    return world


def address(name, *arguments, language="zh-hans"):
    """Of a view, in a language."""
    with override(language):
        return reverse(f"qiao_workshops_{name}", args=arguments)


def table(url):
    """The rows of a file, as dicts."""
    answer = Client().get(url)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def events(url):
    """{title: entry} of a calendar."""
    answer = Client().get(url)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    return {str(each["summary"]): each for each in calendar.walk("VEVENT")}


# Figures


def test_the_figures_of_a_page_are_rows_of_codes_and_plain_numbers(world):
    rows = table(address("figures_of_page", world.workshop.translation_key))
    assert list(rows[0]) == COLUMNS
    trained, target, other, area = rows
    assert trained == {
        "page": "鲁班工坊 </script>",
        "institutions": "铁道学院; University of Transport",
        "country": "NA",
        "measure": "people-trained",
        "words": "",
        "nature": "result",
        "bound": "more-than",
        "value": "1000",
        "unit": "people",
        "start": "2024",
        "end": "2025-06",
        "as_of": "2025-06",
        "source": "report-2025",
        "reference": "",
        "url": f"http://testserver{world.workshop.get_url()}",
    }
    assert (target["nature"], target["value"], target["reference"]) == ("target", "1500", "p. 3")
    assert other["value"] == "0.5"
    assert (area["measure"], area["words"], area["value"], area["unit"]) == ("floor-area", "实训中心", "950", "m2")


@pytest.mark.parametrize("value", ["=1+1", "+7", "-2", "@x", " =1", "\t=1", "\r1", "＝1"])
def test_no_cell_begins_a_formula(value):
    assert cell(value).startswith("'")


def test_words_that_would_be_a_formula_are_kept_as_words(world):
    rows = table(address("figures_of_page", world.workshop.translation_key))
    assert rows[2]["words"] == "'=智慧物流"


@pytest.mark.parametrize(("value", "plain"), [("0", "0"), ("10000000", "10000000"), ("66.67", "66.67")])
def test_numbers_have_no_separators_and_no_exponent(world, value, plain):
    page = world.add_workshop("numbers", indicators=[indicator("hsk-candidates", reading(value))], facilities=[])
    [row] = table(address("figures_of_page", page.translation_key))
    assert row["value"] == plain


def test_the_file_of_a_language_has_its_pages_and_no_others(world):
    russian = World("ru")
    draft = world.add_workshop("draft")
    draft.unpublish()
    closed = world.add_workshop("closed")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    urls = {row["url"] for row in table(address("figures"))}
    assert urls == {f"http://testserver{page.get_url()}" for page in (world.workshop, world.event, world.exchange)}
    rows = table(address("figures", language="ru"))
    assert {row["url"] for row in rows} == {f"http://testserver{russian.workshop.get_url()}"}
    assert rows[0]["institutions"].startswith("Железнодорожный колледж")
    assert Client().get(address("figures_of_page", closed.translation_key)).status_code == 404
    assert Client().get(address("figures_of_page", draft.translation_key)).status_code == 404


def test_the_file_of_all_figures_asks_no_more_for_more_pages(world, django_assert_max_num_queries):
    def asked():
        with django_assert_max_num_queries(60) as context:
            Client().get(address("figures"))
        return len(context)

    asked()
    few = asked()
    for number in range(20):
        world.add_workshop(f"more-{number}")
    assert asked() <= few


def test_a_file_may_be_kept_for_minutes(world):
    answer = Client().get(address("figures"))
    assert "max-age=300" in answer.headers["Cache-Control"]
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies


# Calendars


def test_an_event_with_an_hour_stands_in_the_calendar_at_that_hour(world):
    entry = events(address("calendar_of_page", world.event.translation_key))["讲座"]
    assert entry.decoded("dtstart").isoformat() == "2025-06-21T09:30:00"
    assert entry["uid"] == f"{world.event.translation_key}@testserver"
    assert entry["url"] == f"http://testserver{world.event.get_url()}"
    assert "讲座的内容。" in entry["description"]


def test_a_month_is_a_month_and_says_so(world):
    entry = events(address("calendar"))["交流"]
    assert entry.decoded("dtstart").isoformat() == "2025-06-01"
    assert entry.decoded("dtend").isoformat() == "2025-07-01"
    with override("zh-hans"):
        assert gettext("The exact days are not stated.") in entry["description"]


def test_days_are_counted_from_the_first_one(world):
    world.exchange.start = "2025-06-03"
    world.exchange.save_revision().publish()
    entry = events(address("calendar"))["交流"]
    assert entry.decoded("dtend").isoformat() == "2025-06-13"


def test_what_has_only_a_year_is_in_no_calendar(world):
    assert set(events(address("calendar"))) == {"讲座", "交流"}
    assert Client().get(address("calendar_of_page", world.competition.translation_key)).status_code == 404


def test_a_workshop_is_no_event(world):
    assert Client().get(address("calendar_of_page", world.workshop.translation_key)).status_code == 404


# What is new


@pytest.mark.parametrize(("kind", "entry"), [("rss", "channel/item"), ("atom", f"{ATOM}entry")])
def test_a_feed_has_what_is_new_with_absolute_addresses(world, kind, entry):
    story = world.add_story()
    answer = Client().get(address("news", kind))
    assert answer.headers["Content-Type"].startswith(f"application/{kind}+xml")
    assert "Consenting Person" not in answer.text
    feed = ElementTree.fromstring(answer.content)
    items = feed.findall(entry)
    assert len(items) == 4
    assert f"http://testserver{story.get_url()}" in answer.text
    assert "zh-Hans" in answer.text


def test_there_is_no_other_kind_of_feed(world):
    assert Client().get(address("news", "html")).status_code == 404


def test_the_index_names_its_feeds(world):
    html = Client().get(world.index.get_url()).text
    for url in (address("news", "rss"), address("news", "atom"), address("calendar")):
        assert f'href="{url}"' in html


def test_a_site_without_these_addresses_shows_its_pages_without_links(world, settings):
    settings.ROOT_URLCONF = "tests.workshops.urls_without_workshops"
    clear_url_caches()
    try:
        with pytest.raises(NoReverseMatch):
            address("figures")
        for page in (world.index, world.workshop, world.event):
            answer = Client().get(page.get_url())
            assert answer.status_code == 200
            assert "workshops-data" not in answer.text
            assert "workshops-enquiry" not in answer.text
    finally:
        clear_url_caches()


def test_an_activity_leads_to_its_date_and_a_workshop_to_its_figures(world):
    for page in (world.event, world.exchange):
        url = address("calendar_of_page", page.translation_key)
        assert f'href="{url}"' in Client().get(page.get_url()).text
    assert "event.ics" not in Client().get(world.competition.get_url()).text
    url = address("figures_of_page", world.workshop.translation_key)
    assert f'href="{url}"' in Client().get(world.workshop.get_url()).text


def test_what_a_program_made_live_is_in_the_calendar_and_no_news(world):
    days = dict.fromkeys(("first_published_at", "last_published_at", "latest_revision_created_at"))
    type(world.event).objects.filter(pk=world.event.pk).update(**days)
    assert Client().get(address("calendar_of_page", world.event.translation_key)).status_code == 200
    feed = Client().get(address("news", "rss"))
    assert feed.status_code == 200
    assert world.event.get_url() not in feed.text
