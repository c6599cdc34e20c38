"""All that the programme reported of itself is on the demo: every name, every figure with its bound and its source."""

import html
import re
import shutil
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
import yaml
from django.db import transaction
from django.test import Client
from django.utils.translation import override
from wagtail.fields import StreamField
from wagtail.models import Page

from home.management.commands.demo import CONTENT
from lessons.institutions import country_name
from lessons.vocabulary import vocational_fields
from qiao.accounts.models import Institution
from qiao.bilingual.fields import SentencesField
from qiao.languages import content
from workshops import dates, figures, models
from workshops.vocabulary import Bound, Nature, SourceKind, Status

pytestmark = pytest.mark.django_db

FACTS = yaml.safe_load((CONTENT / "programme.yaml").read_text(encoding="utf-8"))
INSTITUTIONS = {each["key"]: each for each in FACTS["institutions"]}
LANGUAGES = ("zh-hans", "ru", "en")
BOUNDS = {"more_than": Bound.MORE_THAN, "at_least": Bound.AT_LEAST, "exactly": Bound.EXACTLY}
DATE = re.compile(r"\d{4}(-\d\d)?")
# What a fact is told apart by, what is said of the facts, and what is tried elsewhere: names, statuses, units.
NO_TEXT = {"key", "kind", "unit", "country", "note", "complete", "portrait", "quotation", "status"}
# Words that a sentence may have in another form.
SMALL = {"a", "an", "and", "as", "by", "for", "from", "in", "is", "it", "of", "on", "the", "there", "to", "with"}


def leaves(data, path=()):
    """(path, value) of everything in the facts that is no list and no mapping."""
    if isinstance(data, dict | list):
        for key, child in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(child, (*path, key))
    else:
        yield path, data


def at(path):
    """What stands in the facts at a path."""
    found = FACTS
    for key in path:
        found = found[key]
    return found


def name(path):
    """A path as the name of a test."""
    return ".".join(map(str, path))


def names_of(path):
    """The keys on a path without the numbers."""
    return [key for key in path if isinstance(key, str)]


ALL = [(path, value) for path, value in leaves(FACTS) if path[0] != "source"]
NUMBERS = [path for path, value in ALL if isinstance(value, int | float) and not isinstance(value, bool)]
DATES = [path for path, value in ALL if isinstance(value, str) and DATE.fullmatch(value)]
TEXTS = [
    path
    for path, value in ALL
    if isinstance(value, str)
    and path not in DATES
    and path[0] != "institutions"
    and value not in INSTITUTIONS
    and not NO_TEXT & set(path)
    and not names_of(path)[-1].endswith("_to_confirm")
]
CHINESE = [path for path, _value in ALL if names_of(path)[-1] == "brand_zh_to_confirm"]
NAMED = [path for path, value in ALL if value in INSTITUTIONS and names_of(path)[-1] != "key"]


def bare(text):
    """A text without spaces of any kind, in one case."""
    return re.sub(r"[\s\u200b\u2060]+", "", text).casefold()


def words(text):
    """The words of a text that matter."""
    return set(re.findall(r"\w+", text.casefold())) - SMALL


def read(answer):
    """The text of a page without tags, pinyin and spaces."""
    main = answer[answer.index("<main") : answer.index("</main>")]
    main = re.sub(r"<(rt|rp|script|style)\b.*?</\1>", "", main, flags=re.S)
    return bare(html.unescape(re.sub(r"<[^>]+>", "", main)))


@dataclass
class Family:
    """A page in its languages. statements: {key: {language: text}} of its title, its sentences, its trades."""

    pages: dict
    answers: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)
    statements: dict = field(default_factory=dict)
    figures: list = field(default_factory=list)
    partners: set = field(default_factory=set)

    @property
    def first(self):
        """The Chinese page."""
        return self.pages["zh-hans"]

    def says(self, text):
        """Whether its pages say in every language what stands there in English, each part in one statement."""
        parts = [words(part) for part in re.split(r"[(),;]", text)]
        found = [
            next((each for each in self.statements.values() if part <= words(" ".join(each.values()))), None)
            for part in parts
            if part
        ]
        return all(each is not None and self.shows(each) for each in found)

    def shows(self, statement):
        """Whether the pages show a statement, each in its language."""
        return all(bare(statement.get(code) or "?") in self.texts[code] for code in LANGUAGES)


def sentences_in(value):
    """Every stored sentence in a stored value."""
    if isinstance(value, dict):
        if "zh" in value and "translation" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from sentences_in(each)


def gather(pages, client):
    """The Family of some pages."""
    family = Family(pages)
    trades = vocational_fields()
    for code, page in pages.items():
        response = client.get(page.get_url())
        assert response.status_code == 200, page.get_url()
        family.answers[code] = response.content.decode()
        family.texts[code] = read(family.answers[code])
        family.statements.setdefault("title", {})[code] = page.title
        for each in page._meta.get_fields():
            if isinstance(each, StreamField | SentencesField):
                value = getattr(page, each.name)
                stored = value.get_prep_value() if isinstance(each, StreamField) else value
                for sentence in sentences_in(stored):
                    said = sentence["zh"] if code == "zh-hans" else sentence["translation"]
                    family.statements.setdefault(sentence["id"], {})[code] = said
        with override(code):
            for trade, label in trades:
                if trade in getattr(page, "fields", ()):
                    family.statements.setdefault(trade, {})[code] = str(label)
    family.figures = figures.of(family.first)
    family.partners = {block.value["institution"].key for block in getattr(family.first, "partners", ())}
    for block in getattr(family.first, "recognitions", ()):
        family.partners.add(block.value["institution"].key)
    return family


@pytest.fixture(scope="module")
def families(django_db_setup, django_db_blocker, tmp_path_factory):
    """Every page of the demo about workshops with its translations and what readers get; once for all tests."""
    folder = tmp_path_factory.mktemp("demo") / "content"
    courses = [f"{path.name}" for path in (CONTENT / "pages" / "courses").iterdir() if path.is_dir()]
    shutil.copytree(CONTENT, folder, ignore=shutil.ignore_patterns("*Term*", "terms-*", "about.yaml", *courses))
    with django_db_blocker.unblock(), transaction.atomic(), override("en"):
        Page.objects.get(slug="courses", locale__language_code="zh-hans").delete()
        content.load(folder)
        index = models.WorkshopIndexPage.objects.get(locale__language_code="zh-hans")
        found, client = [], Client()
        for first in index.get_descendants(inclusive=True).live().specific():
            pages = {"zh-hans": first}
            for page in first.get_translations().live().select_related("locale"):
                if page.locale.language_code in LANGUAGES:
                    pages[page.locale.language_code] = page.specific
            assert sorted(pages) == sorted(LANGUAGES), first.title
            found.append(gather(pages, client))
        yield found
        transaction.set_rollback(True)


def of_record(families, path):
    """The pages of the workshop, exchange, project, alliance or story that a path leads into."""
    kind = path[0]
    if kind == "workshops":
        partners = set(at(path[:2])["partners"])
        types = models.WorkshopPage | models.TestCentrePage
        return [each for each in families if isinstance(each.first, types) and partners <= each.partners]
    if kind == "exchanges":
        started = at(path[:2])["when"]
        return [each for each in families if getattr(each.first, "start", None) == started]
    if kind == "alliance":
        return [each for each in families if isinstance(each.first, models.AlliancePage)]
    if kind == "stories":
        return [each for each in families if isinstance(each.first, models.StoryPage)]
    return [
        each
        for each in families
        if isinstance(each.first, models.InstitutionPage) and each.first.institution.key == at((kind, "institution"))
    ]


def source_is_shown(family, code):
    """Whether a page says what its figures are taken from, and that this was in 2025."""
    with override(code):
        said = [str(SourceKind(FACTS["source"]["kind"].split()[0]).label), dates.shown(FACTS["source"]["as_of"][:4])]
    return all(bare(each) in family.texts[code] for each in said) and 'id="source-' in family.answers[code]


@pytest.mark.parametrize("path", NUMBERS, ids=name)
def test_every_figure_is_shown_with_its_bound_and_its_source(families, path):
    value, kind, beside = Decimal(str(at(path))), path[-1], at(path[:-1])
    bound = BOUNDS.get(kind, Bound.EXACTLY)
    nature = Nature.TARGET if beside.get("kind") == "target" else Nature.RESULT
    unit = kind if kind == "m2" else beside.get("unit")
    shown = []
    for family in families:
        readings = [reading for each in family.figures if unit in (None, each.unit) for reading in each.readings]
        fits = [each for each in readings if (each.value, each.bound, each.nature) == (value, bound, nature)]
        if kind == "days" and getattr(family.first, "days", None) == value:
            fits = [figures.Reading(value=value, source=family.first.source)]
        for reading in fits:
            for code in LANGUAGES:
                with override(code):
                    assert bare(reading.text) in family.texts[code], (family.first.title, code, reading.text)
                    if reading.is_target:
                        assert bare(reading.period) in family.texts[code], (family.first.title, code, reading.period)
                assert source_is_shown(family, code), (family.first.title, code)
            assert reading.source is not None
            shown.append(family.first.title)
    assert shown, f"{value} is on no page."


@pytest.mark.parametrize("path", DATES, ids=name)
def test_every_date_is_shown_where_it_belongs(families, path):
    [family] = of_record(families, path)
    for code in LANGUAGES:
        with override(code):
            assert bare(dates.shown(at(path))) in family.texts[code], code


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_every_text_is_on_a_page_in_each_language(families, path):
    text = at(path)
    if "themes" in path:
        text = f"{country_name(path[-1])}: {text}"
    assert any(family.says(text) for family in families), text


@pytest.mark.parametrize("path", CHINESE, ids=name)
def test_a_brand_whose_chinese_nobody_has_confirmed_says_so(families, path):
    for family in of_record(families, path):
        assert bare(at(path)) in family.texts["zh-hans"]
        assert "zh-hans" in family.first.names_to_confirm
        assert all('class="to-confirm"' in answer for answer in family.answers.values())


@pytest.mark.parametrize("path", NAMED, ids=name)
def test_who_takes_part_is_named_where_that_is_and_led_to(families, path):
    key = at(path)
    found = of_record(families, path)
    assert found
    [profile] = [
        each for each in families if getattr(each.first, "institution", None) and each.first.institution.key == key
    ]
    for family in found:
        for code in LANGUAGES:
            assert bare(profile.first.institution.name_in(code)) in family.texts[code], (family.first.title, code)
            if family is not profile:
                assert f'href="{profile.pages[code].get_url()}"' in family.answers[code], (family.first.title, code)


@pytest.mark.parametrize("key", INSTITUTIONS)
def test_every_institution_has_a_page_that_says_which_names_are_not_confirmed(families, key):
    given = INSTITUTIONS[key]
    [family] = [
        each for each in families if getattr(each.first, "institution", None) and each.first.institution.key == key
    ]
    institution = family.first.institution
    assert (institution.names["en"], institution.country) == (given["en"], given["country"])
    assert (institution.kind, institution.other_names) == (given.get("kind", ""), given.get("also", []))
    assert "en" not in institution.names_to_confirm
    for code in LANGUAGES:
        page = family.pages[code]
        assert page.title == institution.name_in(code)
        assert (code not in page.names_to_confirm) == institution.is_confirmed(code)
        short = code.split("-")[0]
        if (usual := given.get(f"{short}_to_confirm")) is not None:
            assert page.title == usual
        assert bare(page.title) in family.texts[code]
        assert 'class="to-confirm"' in family.answers[code]
        for other in institution.other_names:
            assert bare(other) in family.texts[code]


@pytest.mark.parametrize("place", range(len(FACTS["workshops"])), ids=lambda place: FACTS["workshops"][place]["key"])
def test_every_workshop_has_its_page_with_the_status_and_the_country_that_are_reported(families, place):
    given = FACTS["workshops"][place]
    [family] = of_record(families, ("workshops", place))
    page = family.first
    reported = [code for code, words in Status.choices if str(words) in given.get("status", "")]
    known = [block.value["status"] for block in getattr(page, "statuses", ())] or [getattr(page, "status", "")]
    assert sorted(set(known) - {""}) == sorted(reported)
    abroad = {INSTITUTIONS[key]["country"] for key in given["partners"]} - {"CN"}
    assert page.country == given.get("country", "".join(abroad))
    for code in LANGUAGES:
        with override(code):
            assert all(bare(str(Status(each).label)) in family.texts[code] for each in reported)
            assert bare(country_name(page.country)) in family.texts[code]


def test_the_committees_are_planned_and_nobody_chairs_them(families):
    [family] = of_record(families, ("alliance",))
    committees = [block.value for block in family.first.committees]
    assert len(committees) == len(FACTS["alliance"]["committees_planned"])
    assert all(each["status"] == Status.PLANNED and not each["chair"] for each in committees)


@pytest.mark.parametrize("code", ["kk", "uz"])
def test_workshops_in_kazakhstan_and_in_uzbekistan_are_told_in_the_language_of_the_country(families, code):
    country = {"kk": "KZ", "uz": "UZ"}[code]
    types = models.WorkshopPage | models.TestCentrePage
    here = [each.first for each in families if isinstance(each.first, types) and each.first.country == country]
    assert len(here) >= 3
    for page in here:
        for each in page.get_descendants(inclusive=True):
            assert each.get_translations().live().filter(locale__language_code=code).exists(), each.title


def test_written_out_and_read_again_nothing_is_another(families, tmp_path):
    index = models.WorkshopIndexPage.objects.get(locale__language_code="zh-hans")
    rows = Institution.objects.count()
    content.dump(tmp_path / "out", page=index)
    report = content.load(tmp_path / "out")
    assert (report.created, report.updated) == ([], [])
    assert len(report.unchanged) == len(families) + rows + 1
