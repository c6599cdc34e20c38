"""Institutions and sources are chosen by whatever they are called, and added in place by who writes Chinese."""

import json

import pytest
from django.urls import reverse

from qiao.accounts.api import merge_institutions, save_institution
from qiao.accounts.models import Institution
from workshops.models import Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, person):
    """A client signed in as an editor of Chinese."""
    client.force_login(person("zh-hans"))
    return client


@pytest.fixture
def college(db):
    """An institution with several names."""
    return save_institution(
        key="xj-railway",
        country="CN",
        names={"zh-hans": "新疆铁道职业技术学院", "ru": "Железнодорожный колледж", "en": "Railway College"},
        other_names=["СЖТК"],
    )


def new(**changes):
    """What the form for a new institution posts."""
    data = {"country": "NA", "kind": "", "key": "", "other_names": ""} | changes
    return {f"new-institution-{name}": value for name, value in data.items()}


def found(editor, name, text):
    """What a search in a chooser lists."""
    return editor.get(reverse(f"{name}:choose_results"), {"q": text}).content.decode()


@pytest.mark.parametrize("text", ["铁道职业", "железнодорожный", "RAILWAY", "сжтк", "xj-rail"])
def test_an_institution_is_found_by_any_of_its_names(editor, college, text):
    save_institution(key="other", country="KZ", names={"en": "Other"})
    listed = found(editor, "institution_chooser", text)
    assert "Railway College" in listed
    assert "Other" not in listed


def test_a_merged_one_is_not_offered(editor, college):
    old = save_institution(key="old", country="CN", names={"en": "Old college"})
    merge_institutions(institution=old, into=college)
    assert reverse("institution_chooser:chosen", args=[old.pk]) not in found(editor, "institution_chooser", "")
    # Its name leads to the one that stays.
    assert "Railway College" in found(editor, "institution_chooser", "old college")
    assert editor.get(reverse("institution_chooser:chosen", args=[old.pk])).status_code != 200


def test_a_new_one_is_added_in_place_and_chosen(editor):
    answer = editor.post(reverse("institution_chooser:create"), new(name_en="University of Namibia"))
    made = Institution.objects.get()
    assert json.loads(answer.content)["result"]["id"] == str(made.pk)
    assert (made.key, made.country) == ("university-of-namibia", "NA")


def test_nearly_the_same_one_is_named_before_another_is_added(editor, college):
    url = reverse("institution_chooser:create")
    shown = json.loads(editor.post(url, new(name_en="Railway colledge")).content)["htmlFragment"]
    assert "nearly the same institution: Railway College (xj-railway)" in shown
    assert "This is another institution" in shown
    assert Institution.objects.count() == 1
    editor.post(url, new(name_en="Railway colledge", is_another="on"))
    assert Institution.objects.count() == 2


def test_one_without_a_name_is_refused_and_the_question_is_not_asked(editor):
    shown = json.loads(editor.post(reverse("institution_chooser:create"), new()).content)["htmlFragment"]
    assert "name in one language at least" in shown
    assert "This is another institution" not in shown


@pytest.mark.parametrize("text", ["ДОКЛАД", "министерство", "report-2025"])
def test_a_source_is_found_by_its_title_publisher_and_key(editor, text):
    Source.objects.create(key="report-2025", title="Доклад", publisher="Министерство")
    assert "Доклад" in found(editor, "source_chooser", text)


def test_a_source_is_added_in_place_with_a_key_made_of_its_title(editor):
    data = {"kind": "news", "title": "工坊揭牌", "publisher": "", "url": "", "document": "", "as_of": "2025", "key": ""}
    url = reverse("source_chooser:create")
    editor.post(url, {f"new-source-{name}": value for name, value in data.items()})
    assert Source.objects.get().key == "gong-fang-jie-pai"
    shown = editor.post(url, {f"new-source-{name}": "" for name in data} | {"new-source-kind": "news"}).content.decode()
    assert "Say what the source is" in shown


def test_editors_of_other_languages_add_nothing(client, person):
    client.force_login(person("kk"))
    for name in ("institution_chooser", "source_chooser"):
        assert client.post(reverse(f"{name}:create"), new(name_en="X")).status_code in (302, 403)
    assert not Institution.objects.exists()
