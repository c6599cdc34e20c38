"""Standards, whose documents stand in several languages."""

import re

import pytest

from tests.workshops import filled
from tests.workshops.filled import said, words
from workshops import models

pytestmark = pytest.mark.django_db


@pytest.fixture
def standard(index, filling):
    """A standard with everything."""
    return filled.make(models.StandardPage, index, slug="standard", **filling.fields(models.StandardPage))


def languages_of(html):
    """Codes of the languages of the documents, in order."""
    return re.findall(r'hreflang="([\w-]+)" download', html)


def test_the_document_in_the_readers_language_comes_first(standard, index, languages, shown):
    filled.translated(index, languages["ru"])
    russian = filled.translated(standard, languages["ru"])
    assert languages_of(shown(standard)) == ["zh-hans", "ru", "en"]
    html = shown(russian)
    assert languages_of(html) == ["ru", "zh-hans", "en"]
    assert re.findall(r'<b lang="([\w-]+)">([^<]+)<', html) == [
        ("ru", "Русский"),
        ("zh-hans", "简体中文"),
        ("en", "English"),
    ]


def test_each_document_says_what_it_is_and_how_large(standard, shown):
    assert re.search(r"English 工作表 .*?XLSX · 19.5", words(shown(standard)))


def test_a_document_that_was_deleted_is_passed_over(standard, filling, shown):
    filling.sheet.delete()
    assert "English" not in words(shown(standard))


def test_who_issued_and_who_adopted_it_and_when(standard, shown):
    text = words(shown(standard))
    issued, adopted = text.index(said("Issued by")), text.index(said("Adopted by"))
    assert issued < text.index("karamay学院") < adopted
    assert re.search(rf"{said('Adopted by')} 2025年 +atyrau学院", text)


def test_its_courses_are_led_to_in_the_readers_language(standard, filling, index, languages, shown, course):
    assert f'href="{course.url}"' in shown(standard)
    filled.translated(index, languages["ru"])
    russian = filled.translated(standard, languages["ru"])
    assert said("Courses built on it", "ru") not in words(shown(russian))
    filled.translated(course.get_parent().specific, languages["ru"])
    assert f'href="{filled.translated(course, languages["ru"]).url}"' in shown(russian)
