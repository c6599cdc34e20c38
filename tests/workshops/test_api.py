"""The API: what everybody may read, in the language of each page, with as few questions to the database as may be."""

import json

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from qiao.accounts.models import Institution
from tests.workshops.exchange_pages import World
from workshops.exchange.api import FIELDS

pytestmark = pytest.mark.django_db
PAGES = "/api/v2/pages/"
# What the API leaves out on purpose: what is private, what is a picture or a text, what only the editor needs.
NOT_GIVEN = {
    "body", "gallery", "materials", "rules", "consents", "portrait", "logo", "cover_image", "contact_email",
    "takes_enquiries", "page_ptr", "is_featured",
}  # fmt: skip


@pytest.fixture
def world(db):
    """A workshop with figures, its activities, a story, profiles."""
    world = World()
    world.add_activities()
    world.add_story()
    world.add_profiles()
    return world


def ask(path, status=200, **query):
    """The answer to a question."""
    answer = Client().get(path, query)
    assert answer.status_code == status, answer.text
    return answer.json()


def one(page):
    """All that is said of a page."""
    return ask(f"{PAGES}{page.pk}/")


def test_a_workshop_says_what_it_is(world):
    said = one(world.workshop)
    assert said["meta"]["locale"] == "zh-hans"
    assert said["meta"]["html_url"].endswith(world.workshop.get_url())
    assert said["key"] == str(world.workshop.translation_key)
    assert said["country"] == "NA"
    assert said["brand"] == {"zh": "鲁班工坊", "translation": ""}
    assert said["vocational_fields"] == ["smart-logistics"]
    assert said["partners"][0] == {
        "key": "college",
        "country": "CN",
        "name": "铁道学院",
        "confirmed": False,
        "role": "host",
    }
    assert said["facilities"][0]["areas"] == [{"square_metres": "950", "when": ""}]


def test_an_indicator_is_given_with_its_bound_and_source(world):
    trained, other, area = one(world.workshop)["indicators"]
    result, target = trained["values"]
    assert (trained["measure"], trained["unit"]) == ("people-trained", "people")
    assert (result["value"], result["bound"], result["nature"]) == ("1000", "more-than", "result")
    assert (result["start"], result["end"], result["as_of"]) == ("2024", "2025-06", "2025-06")
    assert (target["value"], target["nature"], target["reference"]) == ("1500", "target", "p. 3")
    assert target["source"]["key"] == "report-2025"
    assert other["values"][0]["value"] == "0.5"
    assert (area["measure"], area["words"][0]["zh"]) == ("floor-area", "实训中心")


def test_pages_are_asked_for_by_language_and_type(world):
    russian = World("ru")
    listed = ask(PAGES, type="qiao_workshops.WorkshopPage", locale="ru", fields="*")
    [said] = listed["items"]
    assert said["id"] == russian.workshop.pk
    assert said["brand"]["translation"] == "Мастерская Лу Баня"
    assert said["partners"][0]["name"] == "Железнодорожный колледж"
    assert ask(PAGES, type="qiao_workshops.WorkshopPage", country="NA")["meta"]["total_count"] == 2
    assert ask(PAGES, type="qiao_workshops.ExchangePage", start="2025-06")["meta"]["total_count"] == 1


def test_every_type_of_page_can_be_read(world, course):
    for page in (*world.index.get_descendants(inclusive=True).live(), course):
        said = one(page)
        assert said["title"] == page.title
        model = said["meta"]["type"]
        assert page.pk in [each["id"] for each in ask(PAGES, type=model, fields="*")["items"]]


def test_a_course_says_its_level(course):
    said = one(course)
    assert (said["level"], said["hours"], said["field"]) == (4, 10, "railway-signalling")
    assert said["outcomes"][0]["zh"] == "能用汉语说出信号的颜色。"
    assert said["institution"] is None


def test_drafts_and_closed_pages_are_not_given(world, client, admin_user):
    draft, closed = world.add_workshop("draft"), world.add_workshop("closed")
    draft.unpublish()
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    world.workshop.title = "草稿"
    world.workshop.save_revision()
    client.force_login(admin_user)
    given = client.get(PAGES, {"type": "qiao_workshops.WorkshopPage"}).json()["items"]
    assert [each["id"] for each in given] == [world.workshop.pk]
    assert given[0]["title"] != "草稿"
    for page in (draft, closed):
        assert client.get(f"{PAGES}{page.pk}/").status_code == 404


def test_other_pages_are_not_given(world, lesson, home):
    for page in (lesson, home):
        assert ask(f"{PAGES}{page.pk}/", 404)
    assert ask(PAGES, type="qiao_lessons.LessonPage")["items"] == []
    assert lesson.pk not in [each["id"] for each in ask(PAGES, limit=100)["items"]]


def test_nothing_private_is_given(world):
    everything = json.dumps(
        [ask(PAGES, type=model._meta.label, fields="*", limit=100) for model in FIELDS]
        + [one(page) for page in Page.objects.filter(pk__gt=2).exact_type(*FIELDS)]
    )
    for private in ("secret@example.org", "Consenting Person", "file 7", "consents", "contact_email"):
        assert private not in everything
    for name in ("contact_email", "consents"):
        assert ask(PAGES, 400, type="qiao_workshops.WorkshopPage", **{name: "x"})
        assert ask(PAGES, 400, type="qiao_workshops.WorkshopPage", fields=name)
        assert ask(PAGES, 400, type="qiao_workshops.WorkshopPage", order=name)


@pytest.mark.parametrize("model", FIELDS, ids=lambda model: model.__name__)
def test_of_every_field_it_is_decided_whether_it_is_given(model):
    given = {getattr(each, "name", each) for each in FIELDS[model]} | {"fields"}
    own = {
        field.name
        for field in model._meta.get_fields()
        if field.concrete and field.name not in {each.name for each in Page._meta.get_fields()}
    }
    assert own - given - NOT_GIVEN == set()
    assert {each for each in given if each not in ("indicators", "vocational_fields", "fields")} <= own


def test_institutions_are_given_with_what_is_to_be_confirmed(world):
    Institution.objects.create(key="old", country="CN", names={"en": "Old"}, merged_into=world.college)
    rows = {each["key"]: each for each in ask("/api/v2/institutions/")["items"]}
    assert rows["old"]["merged_into"] == "college"
    assert rows["college"]["names_to_confirm"] == ["zh-hans"]
    assert rows["university"]["country"] == "NA"
    assert rows["university"]["other_names"] == ["Transport Uni"]
    assert ask("/api/v2/institutions/", country="NA")["meta"]["total_count"] == 1
    assert ask(f"/api/v2/institutions/{rows['college']['id']}/")["names"]["ru"] == "Железнодорожный колледж"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(world, method):
    for path in (PAGES, f"{PAGES}{world.workshop.pk}/", "/api/v2/institutions/"):
        assert getattr(Client(), method)(path, {}).status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "101"},
        {"limit": "many"},
        {"type": "auth.Group"},
        {"type": "qiao_workshops.Enquiry"},
        {"type": "qiao_workshops.EventPage", "start_time": "late"},
        {"type": "qiao_workshops.WorkshopPage", "latitude": "north"},
        {"type": "qiao_workshops.WorkshopPage", "fields": "password"},
        {"site": "example.org"},
    ],
    ids=str,
)
def test_a_wrong_question_is_answered_as_one(world, query):
    assert ask(PAGES, 400, **query)["message"]


def test_an_answer_may_be_kept_by_anybody(world):
    answer = Client().get(PAGES)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in answer.headers["Vary"]
    assert not answer.cookies
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("query", [{}, {"type": "qiao_workshops.WorkshopPage", "fields": "*"}], ids=["all", "type"])
def test_thirty_pages_cost_as_many_queries_as_five(world, query, django_assert_max_num_queries):
    def asked(limit):
        with django_assert_max_num_queries(40) as context:
            assert len(ask(PAGES, limit=limit, **query)["items"]) == limit
        return len(context)

    for number in range(30):
        world.add_workshop(f"more-{number}")
    asked(5)
    assert asked(30) == asked(5)
