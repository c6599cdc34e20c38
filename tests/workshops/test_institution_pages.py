"""Pages of institutions: where each takes part, what they are called, the roll of all, and those that were merged."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from lessons.models import CoursePage
from qiao.accounts.api import merge_institutions, save_institution
from qiao.pagecache import generation
from tests.workshops import filled
from workshops import institutions, models
from workshops.base import ShowcasePage
from workshops.choosers import InstitutionChooserBlock

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(languages):
    """make(type, parent, **fields) publishes an English page."""
    return lambda model, parent, **fields: filled.make(model, parent, **{"locale": languages["en"]} | fields)


@pytest.fixture
def index(home, languages, make):
    """The index of all workshops, in English."""
    return make(models.WorkshopIndexPage, home.get_translation(languages["en"]), title="Workshops", slug="workshops")


@pytest.fixture
def roll(index, make):
    """The index of institutions, in English."""
    return make(models.InstitutionIndexPage, index, title="Institutions", slug="institutions")


@pytest.fixture
def college(db):
    """A college in China."""
    return save_institution(
        key="railway", country="CN", kind="college", names={"zh-hans": "铁道学院", "en": "Railway College"},
        names_to_confirm=["zh-hans"], other_names=["College of Railways"],
    )  # fmt: skip


@pytest.fixture
def page(roll, college, make):
    """Its page."""
    return make(models.InstitutionPage, roll, title="Railway College", slug="railway", institution=college)


@pytest.fixture
def workshop(index, make):
    """workshop(institution, role, **fields) publishes a workshop that names it."""

    def made(institution, role="", title="Workshop", **fields):
        partners = filled.stream("partner", {"institution": institution.pk, "role": role})
        return make(
            models.WorkshopPage, index, title=title, brand=filled.label("丝路工坊"), partners=partners, **fields
        )

    return made


def html_of(client, page):
    response = client.get(page.url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def text_of(html):
    return re.sub(r"\s+", " ", strip_tags(re.sub(r"<(rt|rp)\b.*?</\1>", "", html)))


def groups(page):
    return {
        group.title: {place.page.title: place.roles for place in group.places}
        for group in institutions.participation(page)
    }


def test_every_stream_that_names_institutions_is_looked_through():
    def names_institutions(block):
        children = getattr(block, "child_blocks", {})
        return any(
            isinstance(child, InstitutionChooserBlock) or names_institutions(child) for child in children.values()
        )

    found = {}
    for name in models.__all__:
        model = getattr(models, name)
        if issubclass(model, ShowcasePage):
            streams = [field for field in model._meta.get_fields() if isinstance(field, StreamField)]
            named = [field.name for field in streams if names_institutions(field.stream_block)]
            assert all(isinstance(field.stream_block, StreamBlock) for field in streams)
            if named:
                found[name] = sorted(named)

    assert found == {name: sorted(streams) for name, streams in institutions.WHERE.items()}


def test_it_takes_part_where_pages_of_its_language_name_it(page, college, workshop, index, make, home):
    workshop(college, "host", title="Here")
    adoption = filled.stream("adoption", {"institution": college.pk, "when": "2025"})
    make(models.StandardPage, index, title="Standard", adoptions=adoption)
    draft = workshop(college, "host", title="Draft")
    draft.unpublish()
    chinese = filled.make(models.WorkshopIndexPage, home, title="工坊", slug="workshops")
    partners = filled.stream("partner", {"institution": college.pk, "role": ""})
    filled.make(models.WorkshopPage, chinese, title="中文", brand=filled.label("丝路工坊"), partners=partners)

    assert groups(page) == {"Workshops": {"Here": ["host"]}, "Standards": {"Standard": ["adopted it"]}}


def test_another_whose_number_begins_alike_is_not_meant(page, workshop):
    institution = save_institution(key="other", country="KZ", names={"en": "Other"})
    institution.pk = int(f"{page.institution_id}7")
    institution.key = "seventh"
    institution.save(force_insert=True)
    workshop(institution)

    assert groups(page) == {}


def test_pages_that_name_a_merged_one_count_for_the_one_that_stays(page, college, workshop):
    older, oldest = (save_institution(key=key, country="CN", names={"en": key}) for key in ("older", "oldest"))
    workshop(oldest, "leader", title="Old")
    merge_institutions(institution=oldest, into=older)
    merge_institutions(institution=older, into=college)

    assert groups(page) == {"Workshops": {"Old": ["leads it"]}}


def test_courses_that_belong_to_it_are_among_them(page, college, course, languages):
    english = course.copy_for_translation(languages["en"], copy_parents=True)
    english.institution = college
    english.save_revision().publish()
    CoursePage.objects.filter(pk=english.pk).update(live=True, title="Signalling")

    assert groups(page) == {"Courses": {"Signalling": []}}


def test_its_page_says_its_names_and_which_are_confirmed(client, page):
    text = text_of(html_of(client, page))

    assert "铁道学院 name to be confirmed" in text
    assert "English Railway College Other spellings College of Railways" in text


def test_the_number_of_queries_stays_when_it_takes_part_in_more(client, page, college, workshop):
    def count():
        client.get(page.url)
        with CaptureQueriesContext(connection) as queries:
            html_of(client, page)
        return len(queries)

    workshop(college, slug="w")
    few = count()
    for n in range(12):
        workshop(college, "host", slug=f"w-{n}")

    assert count() == few <= 32


class TestMerged:
    """An institution that was merged into another."""

    @pytest.fixture
    def old(self, roll, make):
        """An institution with a page, about to be merged."""
        institution = save_institution(key="old", country="CN", names={"en": "Old College"})
        return make(models.InstitutionPage, roll, title="Old College", slug="old", institution=institution)

    def test_its_page_leads_to_the_other_one(self, client, old, page, college):
        merge_institutions(institution=old.institution, into=college)

        assert client.get(old.url).headers["Location"] == page.url

    def test_its_page_stays_where_the_other_has_none(self, client, old):
        other = save_institution(key="other", country="CN", names={"en": "Other"})
        merge_institutions(institution=old.institution, into=other)

        assert client.get(old.url).status_code == 200

    def test_a_kept_page_of_it_is_not_given_out_any_more(
        self, client, old, page, college, settings, tmp_path, django_capture_on_commit_callbacks
    ):
        settings.CACHES = {
            "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
            "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept-institutions"},
        }
        settings.QIAO_PAGECACHE_STAMP = tmp_path / "generation"
        generation.forget()
        # What made the pages waits for a commit that a test never makes.
        connection.run_on_commit.clear()
        assert client.get(old.url).status_code == 200

        with django_capture_on_commit_callbacks(execute=True):
            merge_institutions(institution=old.institution, into=college)

        assert client.get(old.url).status_code == 302
        assert "Old College" in client.get(page.url).content.decode()

    def test_a_workshop_that_names_it_shows_and_links_the_other(self, client, old, page, college, workshop):
        named = workshop(old.institution)
        merge_institutions(institution=old.institution, into=college)

        html = html_of(client, named)

        assert f'<a href="{page.get_url()}">Railway College</a>' in html
        assert "Old College" not in html

    def test_the_roll_has_only_the_other(self, old, page, college, workshop, roll):
        workshop(old.institution)
        merge_institutions(institution=old.institution, into=college)

        ((_country, named),) = institutions.Roll(roll).countries

        assert [(each.name, number) for each, number in named] == [("Railway College", 1)]


class TestRoll:
    """All institutions with a page."""

    @pytest.fixture
    def four(self, roll, make, page):
        """Four of them in three countries."""
        for key, country, kind in (("b", "NA", "college"), ("a", "CN", "enterprise"), ("c", "KZ", "university")):
            institution = save_institution(key=key, country=country, kind=kind, names={"en": f"Institution {key}"})
            make(models.InstitutionPage, roll, title=key, slug=key, institution=institution)

    def test_they_stand_by_country_and_kind(self, four, roll):
        countries = institutions.Roll(roll).countries

        assert [(country, [each.name for each, _number in named]) for country, named in countries] == [
            ("China", ["Railway College", "Institution a"]),
            ("Kazakhstan", ["Institution c"]),
            ("Namibia", ["Institution b"]),
        ]

    def test_it_says_on_how_many_pages_each_takes_part(self, client, four, roll, college, workshop):
        workshop(college, slug="one")
        workshop(college, slug="two")

        assert "college · takes part on 2 pages" in text_of(html_of(client, roll))

    def test_an_empty_one_says_so(self, client, roll):
        assert "No institution has a page in this language yet." in html_of(client, roll)

    def test_the_number_of_queries_stays_when_there_are_more(self, client, roll, make, four, workshop, college):
        def count():
            client.get(roll.url)
            with CaptureQueriesContext(connection) as queries:
                html_of(client, roll)
            return len(queries)

        few = count()
        for n in range(12):
            institution = save_institution(key=f"i-{n}", country="UZ", names={"en": f"I {n}"})
            make(models.InstitutionPage, roll, title=f"I {n}", slug=f"i-{n}", institution=institution)
            workshop(institution, slug=f"w-{n}")

        assert count() == few <= 32
