"""The index of workshops: the list by country, filters, the map beside it, what it costs with five hundred of them."""

import gzip
import random
import re
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page, PageViewRestriction

from home.models import HomePage
from qiao.accounts.models import Institution
from qiao.bilingual import sentences
from tests import factories
from workshops.models import (
    EventPage,
    ExchangePage,
    InstitutionIndexPage,
    InstitutionPage,
    StandardPage,
    TestCentrePage,
    WorkshopIndexPage,
    WorkshopPage,
)

pytestmark = pytest.mark.django_db

MANY, FEW = 500, 5
LONGEST = ("Коргоҳи омӯзиши технологияҳои муосири обёрӣ ва парвариши пахта дар Тоҷикистон " * 3)[:200]


def published(parent, model, title, slug, **fields):
    """A page below another one, in its language."""
    page = model(title=title, slug=slug, locale=parent.locale, **fields)
    parent.add_child(instance=page)
    return page


def label(zh, translation=""):
    """The stored form of a label with its translation."""
    return [{**each, "translation": translation} for each in sentences.build_label(zh)]


def partners(*institutions):
    """The stored form of those that take part."""
    return [{"type": "partner", "value": {"institution": each.pk, "role": "partner"}} for each in institutions]


def status(*codes):
    """The stored form of what was reached."""
    return [{"type": "status", "value": {"status": code, "part": [], "when": "", "source": None}} for code in codes]


def institution(key, **names):
    """A row of an institution, with names by language."""
    return Institution.objects.create(key=key, country="CN", names=names or {"en": key.title()})


def bulk(index, number, seed):
    """`number` workshops below an index, each with a name of its own, three partners, a status and a place.

    Written as rows: what a page does when it is saved would take minutes.
    """
    chance = random.Random(seed)
    syllables = [a + b for a in "бвгдклмнпрст" for b in "аеиоуя"]
    hanzi = "丝路高铁工坊鲁班经世学堂信号物流农业石油机械电气焊接数控汽车化工纺织医护旅游酒店测绘水利"

    def words(count):
        return " ".join("".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(count))

    rows = [
        Institution(key=f"{seed}-{n}", country="CN", names={"ru": words(5).capitalize(), "zh-hans": "学院"})
        for n in range(max(3, number // 4))
    ]
    Institution.objects.bulk_create(rows)
    staff = list(Institution.objects.filter(key__in=[row.key for row in rows]))
    brands = [label(zh, words(2).capitalize()) for zh in ("鲁班工坊", "丝路工坊", "经世学院", "经世学堂")]
    boxes = {"UZ": (39, 43, 62, 70), "KZ": (44, 53, 50, 84), "CN": (26, 42, 80, 118), "NA": (-27, -19, 15, 19)}
    pages = []
    for n in range(number):
        country = chance.choice([*boxes, *boxes, "KG", "TJ", "PK", ""])
        south, north, west, east = boxes.get(country, (None,) * 4)
        is_placed = south is not None and chance.random() < 0.8
        page = WorkshopPage(
            title=f"{words(4).capitalize()} {n}",
            slug=f"{seed}-{n}",
            path=index.path + Page._int2str(n + 1).rjust(Page.steplen, "0"),
            depth=index.depth + 1,
            url_path=f"{index.url_path}{seed}-{n}/",
            locale=index.locale,
            translation_key=uuid.uuid4(),
            content_type=ContentType.objects.get_for_model(WorkshopPage),
            heading=label("".join(chance.choices(hanzi, k=9))),
            brand=chance.choice(brands),
            country=country,
            latitude=round(chance.uniform(south, north), 2) if is_placed else None,
            longitude=round(chance.uniform(west, east), 2) if is_placed else None,
            place=label("工业园区", words(2).capitalize()) if is_placed else [],
            fields=chance.sample(["railway-signalling", "smart-logistics", "modern-agriculture", "general"], k=2),
            partners=partners(*chance.sample(staff, k=3)),
            statuses=status(chance.choice(["planned", "building", "in-use"])),
            live=True,
        )
        pages.append(page)
    columns = [field.attname for field in Page._meta.concrete_fields if field.attname != "id"]
    Page.objects.bulk_create([Page(**{name: getattr(page, name) for name in columns}) for page in pages])
    keys = dict(Page.objects.filter(path__startswith=index.path).values_list("path", "pk"))
    for page in pages:
        page.pk = page.page_ptr_id = keys[page.path]
    WorkshopPage._base_manager.all()._insert(pages, WorkshopPage._meta.local_concrete_fields, using="default")
    Page.objects.filter(pk=index.pk).update(numchild=number)
    return pages


@pytest.fixture(scope="module", autouse=True)
def crowds(django_db_setup, django_db_blocker):
    """{number: (index, its workshops)} in Russian, of few and of many; once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic(), override("en"):
        russian = HomePage.objects.get(locale=Locale.objects.get(language_code="ru"))
        found = {}
        for number in (FEW, MANY):
            index = published(russian, WorkshopIndexPage, f"Мастерские {number}", f"workshops-{number}")
            found[number] = (index, bulk(index, number, f"of-{number}"))
        yield found
        transaction.set_rollback(True)


@pytest.fixture
def index():
    """An index with four workshops: two brands, two countries and one of no country; one of them has been in use."""
    index = published(factories.home(), WorkshopIndexPage, "工坊", "workshops")
    college = institution("college", **{"zh-hans": "铁道学院", "en": "Railway College"})
    luban, silk = label("鲁班工坊"), label("丝路工坊")
    rows = [
        ("塔什干鲁班工坊", "tashkent", luban, "UZ", ["railway-signalling"], status("building", "in-use")),
        ("纳米比亚鲁班工坊", "namibia", luban, "NA", ["modern-agriculture"], status("building")),
        ("撒马尔罕丝路工坊", "samarkand", silk, "UZ", ["smart-logistics"], []),
        ("无地点工坊", "nowhere", silk, "", [], []),
    ]
    for title, slug, brand, country, fields, statuses in rows:
        published(
            index,
            WorkshopPage,
            title,
            slug,
            brand=brand,
            country=country,
            fields=fields,
            statuses=statuses,
            partners=partners(college),
        )
    return index


def read(client, index, query="", language="zh-hans"):
    """The page as one line of HTML."""
    response = client.get(f"{index.url}{query}", headers={"accept-language": language})
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def listed(text):
    """Ids of the entries of the list, in order."""
    return re.findall(r'<li id="w-([\w-]+)">', text)


def entry(text, slug):
    """The HTML of an entry of the list."""
    return re.search(rf'<li id="w-{slug}">(.*?)</li> (?:<li id="w-|</ul> (?:<h3|</section|<div))', text)[1]


def choices(text, name):
    """{label: (count, address or "")} of one filter."""
    block = re.search(rf'<ul aria-labelledby="filter-{name}">(.*?)</ul>', text)[1]
    found = {}
    for item in block.split("<li>")[1:]:
        label = strip_tags(re.search(r'<bdi class="label"[^>]*>(.*?)</bdi>', item)[1]).strip()
        address = re.search(r'<a href="([^"]+)"', item)
        found[label] = (int(re.search(r'class="count"[^>]*>(\d+)<', item)[1]), address[1] if address else "")
    return found


class TestList:
    def test_a_place_that_is_on_the_map_is_not_called_unknown(self, client, index):
        spot = {"country": "UZ", "latitude": 41.3, "longitude": 69.3}
        published(index, WorkshopPage, "坐标工坊", "pinned", brand=label("鲁班工坊"), **spot)
        text = read(client, index)
        with override("zh-hans"):
            unknown = gettext("Place not stated")
        assert unknown in entry(text, "tashkent")
        assert unknown not in entry(text, "pinned")

    def test_workshops_stand_under_their_countries_and_those_of_none_last(self, client, index):
        text = read(client, index)
        assert listed(text) == ["namibia", "tashkent", "samarkand", "nowhere"]
        headings = re.findall(r'<h3 id="in-([\w-]+)"> (.*?) <span', text)
        assert headings == [("NA", "纳米比亚"), ("UZ", "乌兹别克斯坦"), ("no-country", headings[-1][1])]

    def test_an_entry_says_what_is_known_of_a_workshop(self, client, index):
        said = strip_tags(entry(read(client, index), "tashkent"))
        assert "塔什干鲁班工坊" in said
        assert "鲁班工坊" in said
        assert "铁道学院" in said
        assert '<a href="/zh-hans/workshops/tashkent/">' in entry(read(client, index), "tashkent")

    def test_the_last_status_counts(self, client, index):
        assert entry(read(client, index), "tashkent").count('class="status"') == 1
        assert listed(read(client, index, "?status=in-use")) == ["tashkent"]
        assert listed(read(client, index, "?status=building")) == ["namibia"]

    def test_a_test_centre_stands_among_them(self, client, index):
        published(index, TestCentrePage, "考点", "hsk", country="UZ", status="in-use")
        text = read(client, index, "?country=UZ")
        assert listed(text) == ["tashkent", "samarkand", "hsk"]
        assert listed(read(client, index, "?status=in-use")) == ["tashkent", "hsk"]

    def test_drafts_and_private_pages_are_in_no_list_and_on_no_map(self, client, index):
        published(index, WorkshopPage, "草稿", "draft", brand=label("鲁班工坊"), country="UZ", live=False)
        private = published(index, WorkshopPage, "内部", "private", brand=label("鲁班工坊"), country="UZ")
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
        text = read(client, index)
        assert len(listed(text)) == 4
        assert "草稿" not in text
        assert "内部" not in text
        assert choices(text, "country")["乌兹别克斯坦"][0] == 2

    def test_without_workshops_it_says_so(self, client):
        index = published(factories.home(), WorkshopIndexPage, "工坊", "empty")
        text = read(client, index)
        assert 'class="empty"' in text
        assert 'class="map"' not in text
        assert 'class="filters"' not in text

    def test_an_institution_that_was_merged_is_called_as_what_it_became(self, client, index):
        new = institution("new", **{"zh-hans": "新疆铁道职业技术学院"})
        Institution.objects.filter(key="college").update(merged_into=new)
        assert "新疆铁道职业技术学院" in entry(read(client, index), "tashkent")

    def test_a_name_in_another_language_is_marked_as_such(self, client, index):
        page = published(index, WorkshopPage, "外文", "foreign", brand=label("鲁班工坊"), country="UZ")
        page.partners = partners(institution("english", en="Foreign College"))
        page.save()
        assert '<li lang="en">Foreign College</li>' in entry(read(client, index), "foreign")


class TestUnusual:
    def test_a_workshop_of_which_only_the_name_is_known(self, client, index):
        published(index, WorkshopPage, "某工坊", "bare", brand=label("某工坊"))
        text = read(client, index)
        assert "bare" in listed(text)
        assert 'class="workshop-partners"' not in entry(text, "bare")

    def test_forty_partners(self, client, index):
        named = [institution(f"many-{n}", **{"zh-hans": f"第{n}学院"}) for n in range(40)]
        published(index, WorkshopPage, "大工坊", "large", brand=label("大工坊"), partners=partners(*named))
        said = entry(read(client, index), "large")
        assert [f"第{n}学院" in said for n in range(40)] == [True] * 40

    def test_a_name_of_two_hundred_characters_in_tajik(self, client):
        tajik = HomePage.objects.get(locale__language_code="tg")
        index = published(tajik, WorkshopIndexPage, "Коргоҳҳо", "workshops")
        page = published(
            index, WorkshopPage, LONGEST, "long", brand=label("鲁班工坊"), heading=label("塔吉克斯坦工坊"), country="TJ"
        )
        text = read(client, index, language="tg")
        assert len(page.title) == 200
        assert listed(text) == ["long"]
        assert text.count(LONGEST.strip()) >= 2

    def test_a_partner_that_is_there_no_longer_is_passed_over(self, client, index):
        page = WorkshopPage.objects.get(slug="tashkent", locale=index.locale)
        page.partners = [{"type": "partner", "value": {"institution": 10**6, "role": ""}}]
        page.save()
        assert 'class="workshop-partners"' not in entry(read(client, index), "tashkent")

    def test_coordinates_that_lie_nowhere_break_no_page(self, client, index):
        for slug, latitude, longitude in (("tashkent", 1000.0, 69.0), ("samarkand", 69.28, None)):
            WorkshopPage.objects.filter(slug=slug).update(latitude=latitude, longitude=longitude)
        text = read(client, index)
        assert len(listed(text)) == 4
        # One is on no map, and of the other one the country is known.
        markers = re.findall(r'class="map-marker([^"]*)" href="([^"]*)"', text)
        assert sorted(markers) == [(" is-country", "#w-namibia"), (" is-country", "#w-samarkand")]


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("?country=UZ", ["tashkent", "samarkand"]),
            ("?country=NA", ["namibia"]),
            ("?country=NA&country=UZ", ["namibia", "tashkent", "samarkand"]),
            ("?brand=lu-ban-gong-fang", ["namibia", "tashkent"]),
            ("?brand=si-lu-gong-fang&country=UZ", ["samarkand"]),
            ("?field=smart-logistics", ["samarkand"]),
            ("?field=smart-logistics&country=NA", []),
            ("?status=in-use", ["tashkent"]),
            ("?country=XX&brand=nothing&status=%00&field=", ["namibia", "tashkent", "samarkand", "nowhere"]),
        ],
    )
    def test_values_of_a_filter_widen_and_filters_narrow(self, client, index, query, expected):
        assert listed(read(client, index, query)) == expected

    def test_choices_say_how_many_workshops_they_give(self, client, index):
        text = read(client, index)
        assert choices(text, "country") == {
            "纳米比亚": (1, "/zh-hans/workshops/?country=NA"),
            "乌兹别克斯坦": (2, "/zh-hans/workshops/?country=UZ"),
        }
        assert choices(text, "brand") == {
            "鲁班工坊": (2, "/zh-hans/workshops/?brand=lu-ban-gong-fang"),
            "丝路工坊": (2, "/zh-hans/workshops/?brand=si-lu-gong-fang"),
        }

    def test_the_map_shows_what_was_found(self, client, index):
        text = read(client, index, "?country=NA")
        assert re.findall(r'class="map-marker[^"]*" href="([^"]*)"', text) == ["#w-namibia"]

    def test_what_fits_nothing_says_what_to_drop(self, client, index):
        text = read(client, index, "?field=smart-logistics&country=NA")
        assert 'class="ways-out"' in text
        assert 'href="/zh-hans/workshops/?country=NA"' in text
        assert 'class="map"' not in text

    def test_only_the_index_itself_is_for_search_engines(self, client, index):
        assert 'name="robots"' not in read(client, index)
        assert 'content="noindex, follow"' in read(client, index, "?country=UZ")

    def test_brands_that_sound_alike_have_addresses_of_their_own(self, client, index):
        published(index, WorkshopPage, "另一工坊", "other", brand=label("鲁班公房"), country="UZ")
        assert listed(read(client, index, "?brand=lu-ban-gong-fang-2")) == ["other"]

    def test_a_brand_is_named_in_the_readers_language(self, client, crowds):
        index, _pages = crowds[FEW]
        found = choices(read(client, index, language="ru"), "brand")
        assert all(re.match("[А-Я]", label) for label in found)


class TestMap:
    def test_every_marker_leads_to_an_entry_of_the_list(self, client, crowds):
        text = read(client, crowds[MANY][0], language="ru")
        addresses = re.findall(r'class="map-marker[^"]*" href="#([^"]*)"', text)
        assert len(addresses) > 20
        assert set(addresses) <= {f"w-{slug}" for slug in listed(text)}

    def test_everything_on_the_map_is_in_the_list(self, client, crowds):
        index, pages = crowds[MANY]
        assert sorted(listed(read(client, index, language="ru"))) == sorted(page.slug for page in pages)


class TestOtherPages:
    @pytest.fixture
    def full(self, index):
        """The index with pages of other types."""
        published(index, StandardPage, "课程标准", "standard")
        published(index, ExchangePage, "研学", "visit", start="2025-06")
        roll = published(index, InstitutionIndexPage, "参与机构", "institutions")
        for n in range(3):
            row = institution(f"profile-{n}", **{"zh-hans": f"机构{n}"})
            published(roll, InstitutionPage, f"机构{n}", f"i-{n}", institution=row)
        workshop = WorkshopPage.objects.get(slug="tashkent", locale=index.locale)
        published(workshop, EventPage, "开幕", "opening")
        published(index, EventPage, "未定", "draft-event", live=False)
        return index

    def test_each_type_has_a_list_with_its_number(self, client, full):
        text = read(client, full)
        part = text[text.index('class="directory-sections"') :]
        numbers = re.findall(r"<h3> (.*?) <span[^>]*>(\d+)</span>", part)
        assert [number for _name, number in numbers] == ["1", "1", "1", "3"]
        for slug in ("standard", "visit", "tashkent/opening", "institutions"):
            assert f'href="/zh-hans/workshops/{slug}/"' in part
        assert "2025" in part
        assert "未定" not in part

    def test_files_and_feeds_are_linked_where_people_see_them(self, client, full):
        text = read(client, full)
        addresses = re.findall(r'href="([^"]+)"', text[text.index('class="take-along"') :])
        assert [address.rsplit("/", 1)[1] for address in addresses] == ["figures.csv", "events.ics", "news.rss"]
        assert {client.get(address).status_code for address in addresses} == {200}

    def test_without_them_there_is_no_such_part(self, client, index):
        assert "directory-sections" not in read(client, index)


class TestCost:
    def test_the_number_of_queries_does_not_grow_with_the_workshops(self, client, crowds):
        counts = {}
        for number, (index, _pages) in crowds.items():
            read(client, crowds[FEW][0], language="ru")
            cache.clear()
            with CaptureQueriesContext(
                connection,
            ) as queries:
                read(client, index, f"?unknown={number}", language="ru")
            counts[number] = len(queries)
        assert counts[MANY] == counts[FEW]
        assert counts[MANY] <= 30

    def test_five_hundred_workshops_with_their_map_weigh_less_than_150_kilobytes(self, client, crowds):
        text = client.get(crowds[MANY][0].url, headers={"accept-language": "ru"}).content
        weight = len(gzip.compress(text))
        files = re.findall(r'<(?:link rel="stylesheet" href|script type="module" src)="([^"]+)"', text.decode())
        assert len(files) > 5
        for file in files:
            weight += len(gzip.compress(Path(finders.find(file.removeprefix(settings.STATIC_URL))).read_bytes()))
        assert weight < 150_000
