"""Pages about workshops as files of content: what they name by key, in whatever order it comes, and what is refused."""

import pytest
import yaml
from django.utils.translation import override
from wagtail.models import Page

from lessons.models import CoursePage
from qiao.accounts.models import Institution
from qiao.languages import content
from workshops.models import Source, WorkshopIndexPage, WorkshopPage

pytestmark = pytest.mark.django_db

INDEX, WORKSHOP, SECOND, COURSES, COURSE = (f"0d3f4a6e-8a51-4c3e-9a4c-1f1f52f4c0a{n}" for n in range(5))


def page(kind, key, title, position=1, **fields):
    """A page in Chinese and Russian."""
    return {
        "type": kind,
        "key": key,
        "position": position,
        "languages": {"ru": "published"},
        "title": {"zh": title, "ru": title},
        "fields": fields,
    }


def workshop(**fields):
    """The workshop of a college in Namibia, with whatever else."""
    partner = {"type": "partner", "value": {"institution": "former", "role": "host"}}
    brand = {"brand": {"zh": "鲁班工坊", "ru": "Мастерская Лу Баня"}}
    fields = {**brand, "partners": [partner], "country": "NA"} | fields
    return page("qiao_workshops.WorkshopPage", WORKSHOP, "工坊", 2, **fields)


SECOND_COURSE, THIRD_COURSE = (f"0d3f4a6e-8a51-4c3e-9a4c-1f1f52f4c0b{n}" for n in range(2))

INDICATOR = {
    "type": "indicator",
    "value": {
        "measure": "floor-area",
        "unit": "m2",
        "readings": [{"bound": "more-than", "value": 1000.5, "end": 2025, "source": "report"}],
    },
}
OTHER = {"type": "indicator", "value": {"measure": "other", "readings": [{"value": 7}]}}
FILES = {
    # The names of the files sort against what names what, and against the positions.
    "pages/abroad": page("qiao_workshops.WorkshopIndexPage", INDEX, "工坊"),
    "pages/abroad/first": workshop(courses=[{"type": "course", "value": COURSE}], indicators=[INDICATOR]),
    "pages/abroad/second": page("qiao_workshops.WorkshopPage", SECOND, "第一", 1, brand={"zh": "第一", "ru": "Первая"}),
    "pages/taught": page("qiao_lessons.CourseIndexPage", COURSES, "课程", 2),
    "pages/taught/welding": page("qiao_lessons.CoursePage", COURSE, "焊接"),
    "snippets/qiao_accounts.Institution": {
        "type": "qiao_accounts.Institution",
        "items": [
            {"key": "former", "country": "NO", "names": {"en": "Former"}, "merged_into": "unam"},
            {
                "key": "unam",
                "country": "NA",
                "names": {"en": "University", "ru": "Университет"},
                "names_to_confirm": ["ru"],
                "other_names": ["Uni"],
            },
        ],
    },
    "snippets/qiao_workshops.Source": {
        "type": "qiao_workshops.Source",
        "items": [{"key": "report", "kind": "news", "as_of": "2025"}],
    },
}


@pytest.fixture
def folder(tmp_path, languages):
    """folder(name=data) writes the files of content, with some of them in other words, and gives their place."""

    def write(changes=None):
        for name, data in (FILES | (changes or {})).items():
            path = tmp_path / "in" / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "in"

    return write


def everything():
    """What readers see of the workshops, without keys that differ from site to site."""
    pages = {}
    for each in WorkshopPage.objects.order_by("path"):
        indicators = [
            [(reading["bound"], str(reading["value"]), reading["end"], reading["source"].key) for reading in readings]
            for readings in (block.value["readings"] for block in each.indicators)
        ]
        pages[each.locale.language_code, each.slug] = (
            each.country,
            [(block.value["institution"].key, block.value["role"]) for block in each.partners],
            [str(block.value.translation_key) for block in each.courses],
            indicators,
        )
    rows = Institution.objects.values_list(
        "key", "country", "names", "names_to_confirm", "other_names", "merged_into__key"
    )
    return pages, list(rows), list(Source.objects.values_list("key", "kind", "as_of"))


def test_what_a_page_names_travels_with_it_and_comes_back_the_same(folder, tmp_path):
    content.load(folder())
    before = everything()
    assert before[0]["ru", "first"] == (
        "NA",
        [("former", "host")],
        [COURSE],
        [[("more-than", "1000.5", "2025", "report")]],
    )
    assert before[1] == [
        ("former", "NO", {"en": "Former"}, [], [], "unam"),
        ("unam", "NA", {"en": "University", "ru": "Университет"}, ["ru"], ["Uni"], None),
    ]
    content.dump(tmp_path / "out")
    for key in (INDEX, COURSES):
        Page.objects.get(translation_key=key, locale__language_code="zh-hans").delete()
    for rows in (
        Institution.objects.filter(merged_into__isnull=False),
        Institution.objects.all(),
        Source.objects.all(),
    ):
        rows.delete()
    content.load(tmp_path / "out")
    assert everything() == before
    again = content.load(tmp_path / "out")
    assert (again.created, again.updated) == ([], [])


def test_siblings_stand_in_the_order_of_their_positions_whatever_they_are_called(folder):
    content.load(folder())
    index = WorkshopIndexPage.objects.get(translation_key=INDEX, locale__language_code="zh-hans")
    assert [each.slug for each in index.get_children()] == ["second", "first"]


def test_one_that_comes_first_because_it_is_named_still_stands_where_it_belongs(folder):
    """The course is read before the workshop that names it, and another one after both."""
    more = {
        "pages/taught/baking": page("qiao_lessons.CoursePage", SECOND_COURSE, "烘焙", 1),
        "pages/taught/drying": page("qiao_lessons.CoursePage", THIRD_COURSE, "烘干", 2),
        "pages/taught/welding": page("qiao_lessons.CoursePage", COURSE, "焊接", 3),
    }
    content.load(folder(more))
    courses = CoursePage.objects.filter(locale__language_code="zh-hans", slug__in=["baking", "drying", "welding"])
    assert [each.slug for each in courses.order_by("path")] == ["baking", "drying", "welding"]


def reading(**changes):
    """An indicator with one value."""
    value = {"measure": "visits", "readings": [{"value": 1, **changes}]}
    return {"pages/abroad/first": workshop(indicators=[{"type": "indicator", "value": value}])}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (reading(value=-1), "greater than or equal to 0"),
        (reading(value="many"), "is no number"),
        (reading(bound="about"), "Select a valid choice"),
        (reading(start="2025-13"), "is no date"),
        (reading(start="2025", end="2024"), "ends (2024) before it starts (2025)"),
        (reading(source="rumour"), "There is no source “rumour”"),
        ({"pages/abroad/first": workshop(courses=[{"type": "course", "value": SECOND}])}, "There is no course"),
        ({"pages/abroad/first": workshop(partners=[{"type": "partner", "value": {"institution": "x"}}])}, "“x”"),
        ({"pages/abroad/first": workshop(fields=["sailing"])}, "sailing: not known here"),
        (
            {"pages/abroad/first": workshop(indicators=[OTHER])},
            "Say in words what is counted",
        ),
        (
            {
                "snippets/qiao_accounts.Institution": "type: qiao_accounts.Institution\n"
                "items: [{key: oslo, country: NO, names: {en: Oslo}}]"
            },
            "in quotes",
        ),
    ],
)
def test_what_does_not_fit_is_refused_whole_and_named(folder, changes, message):
    with override("en"), pytest.raises(content.ContentError) as refused:
        content.load(folder(changes))
    assert message in str(refused.value)
    assert not Institution.objects.exists()
    assert not WorkshopPage.objects.exists()


def test_two_institutions_that_stand_for_each_other_are_refused(folder):
    item = {"country": "KZ", "names": {"en": "University"}}
    items = [{"key": "a", **item, "merged_into": "b"}, {"key": "b", **item, "merged_into": "a"}]
    changes = {"snippets/qiao_accounts.Institution": {"type": "qiao_accounts.Institution", "items": items}}
    with override("en"), pytest.raises(content.ContentError, match="There is no institution"):
        content.load(folder(changes))
