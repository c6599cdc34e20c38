"""The home page: courses, workshops on a map, figures with their sources, what takes place, stories."""

import re
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.front import Front
from qiao.bilingual import sentences
from tests import factories
from workshops.models import CompetitionPage, EventPage, ExchangePage, Source, StoryPage, WorkshopPage

pytestmark = pytest.mark.django_db
numbers = count(1)


def reading(value, source=None, **more):
    return {"nature": "result", "bound": "more-than", "value": value, "source": source and source.pk, **more}


def indicator(measure, *readings, unit=""):
    return {"type": "indicator", "value": {"measure": measure, "label": [], "unit": unit, "readings": list(readings)}}


@pytest.fixture
def index(home):
    return factories.WorkshopIndexPageFactory(parent=home, show_in_menus=True)


@pytest.fixture
def report(db):
    return Source.objects.create(key="report", kind="news", as_of="2025")


def add(model, parent, title, **fields):
    page = model(title=title, slug=f"page-{next(numbers)}")
    for name, value in fields.items():
        setattr(page, name, value)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def shown(client, home):
    html = client.get(home.url).content.decode()
    return re.sub(r"\s+", " ", html[html.index("<main") : html.index("</main>")])


def workshop(index, title, **fields):
    return add(WorkshopPage, index, title, brand=sentences.build_label("鲁班工坊"), country="KZ", **fields)


def test_a_figure_stands_there_as_its_source_puts_it(client, home, index, report):
    page = workshop(
        index,
        "哈萨克斯坦鲁班工坊",
        is_featured=True,
        indicators=[indicator("learning-hours", reading("900", report), reading("1500", report), unit="hours")],
    )
    html = shown(client, home)
    assert "超过1,500" in html
    assert "900" not in html
    assert f'href="{page.url}#figures"' in html
    assert "2025年" in html[html.index("glance") :]


def test_a_target_is_called_one(client, home, index, report):
    target = reading("130", report, nature="target", end="2025")
    workshop(index, "工坊一", is_featured=True, indicators=[indicator("people-trained", target, unit="people")])
    [figure] = Front(home).figures
    assert figure.reading.is_target
    assert "目标" in shown(client, home)


def test_what_is_not_featured_gives_no_figures(home, index, report):
    workshop(index, "工坊一", indicators=[indicator("visits", reading("1000", report))])
    assert Front(home).figures == []


def test_featured_workshops_are_shown_and_without_any_the_first_ones(home, index):
    pages = [workshop(index, f"工坊{number}") for number in range(8)]
    assert [page.pk for page in Front(home).workshops] == [page.pk for page in pages[:6]]
    pages[7].is_featured = True
    pages[7].save_revision().publish()
    front = Front(home)
    assert [page.pk for page in front.workshops] == [pages[7].pk]
    assert len(front.map.places) == 8


def test_what_took_place_last_comes_first_and_what_has_no_date_comes_last(home, index):
    undated = add(EventPage, index, "讲座")
    old = add(ExchangePage, index, "研学", start="2024-06")
    new = add(ExchangePage, index, "培训", start="2025")
    assert [page.pk for page in Front(home).happenings] == [new.pk, old.pk, undated.pk]


@pytest.mark.parametrize("hidden", [{"show_in_menus": False}, {"live": False}])
def test_workshops_without_an_index_that_leads_to_them_break_nothing(client, home, index, hidden):
    workshop(index, "工坊一")
    type(index).objects.filter(pk=index.pk).update(**hidden)
    assert "工坊一" not in shown(client, home)


def test_a_competition_is_told_by_its_date_alone(client, home, index):
    add(CompetitionPage, index, "大赛", start="2025")
    assert '<span class="soft"> 2025年 </span>' in shown(client, home)


def test_what_has_no_number_yet_is_no_figure(client, home, index):
    nothing = [indicator("visits"), indicator("courses", reading(None)), indicator(None, reading("3"))]
    workshop(index, "工坊一", is_featured=True, indicators=nothing)
    assert "glance" not in shown(client, home)


def test_a_site_without_workshops_has_no_empty_parts(client, home):
    html = shown(client, home)
    for part in ("map-sheet", "glance", "happenings"):
        assert part not in html


def test_the_number_of_queries_does_not_grow(client, home, index, report):
    def fill(first, last):
        for number in range(first, last):
            figures = [indicator("visits", reading("1000", report))]
            workshop(index, f"工坊{number}", is_featured=True, indicators=figures)
            add(EventPage, index, f"讲座{number}", start="2025-01")
            add(StoryPage, index, f"故事{number}")

    def queries():
        client.get(home.url, {"fresh": ""})
        with CaptureQueriesContext(connection) as captured:
            shown(client, home)
        return len(captured)

    fill(0, 2)
    few = queries()
    fill(2, 6)
    assert queries() <= few
