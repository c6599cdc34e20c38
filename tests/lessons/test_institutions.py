"""Institutions: who changes them, what is refused, and where readers meet them."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from lessons.institutions import countries
from qiao.accounts.api import save_institution
from qiao.accounts.models import Institution
from qiao.languages import api, content

pytestmark = pytest.mark.django_db


@pytest.fixture
def college():
    """An institution with two names."""
    return save_institution(key="college", country="CN", names={"en": "Railway College", "zh-hans": "铁道学院"})


def posted(**changes):
    """What the form posts."""
    return {"key": "unam", "country": "NA", "kind": "university", "name_en": "University", "name_ru": ""} | changes


def test_an_administrator_adds_one_of_namibia(client, admin_user):
    client.force_login(admin_user)
    response = client.post(reverse("institutions:add"), posted(name_ru=" Университет "))
    assert response.status_code == 302
    made = Institution.objects.get(key="unam")
    assert (made.country, made.names) == ("NA", {"en": "University", "ru": "Университет"})


def test_the_key_stays_when_the_rest_changes(client, admin_user, college):
    client.force_login(admin_user)
    url = reverse("institutions:edit", args=[college.pk])
    assert 'value="铁道学院"' in client.get(url).content.decode()
    client.post(url, posted(key="other", name_zh_hans="铁道学院"))
    [college] = Institution.objects.all()
    assert (college.key, college.country) == ("college", "NA")
    assert college.names == {"en": "University", "zh-hans": "铁道学院"}


def test_one_without_a_name_is_refused_at_the_names(client, admin_user):
    client.force_login(admin_user)
    response = client.post(reverse("institutions:add"), posted(name_en=" "))
    assert "name in one language at least" in response.content.decode()
    assert not Institution.objects.exists()


@pytest.mark.parametrize("role", ["editors", "reviewers"])
def test_nobody_but_administrators_changes_them(client, person, college, role):
    client.force_login(person("zh-hans", role))
    for url in (reverse("institutions:add"), reverse("institutions:edit", args=[college.pk])):
        assert client.post(url, posted()).status_code in (302, 403)
    client.post(reverse("institutions:delete", args=[college.pk]))
    assert [each.names["en"] for each in Institution.objects.all()] == ["Railway College"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"names": {"xx": "Name"}}, "names"),
        ({"names": {}}, "names"),
        ({"names": {"en": " "}}, "names"),
        ({"country": "kz"}, "country"),
        ({"country": "KAZ"}, "country"),
        ({"kind": "school"}, "kind"),
        ({"key": "a b"}, "key"),
    ],
)
def test_what_does_not_fit_is_refused(changes, field):
    data = {"key": "new", "country": "KZ", "names": {"en": "Name"}} | changes
    with pytest.raises(ValidationError) as refused:
        save_institution(**data)
    assert field in refused.value.message_dict
    assert not Institution.objects.exists()


def test_countries_are_named_in_the_readers_language():
    with override("ru"):
        named = dict(countries())
    assert (named["KZ"], named["NA"]) == ("Казахстан", "Намибия")


def test_a_course_names_its_institution_in_the_language_of_the_page(client, course, college, languages):
    course.institution = college
    course.save_revision().publish()
    for page in (course.get_parent(), course):
        [translation] = api.submit(page, [languages["kk"]])
        api.publish(translation)
    assert "铁道学院" in client.get(course.get_url()).text
    # There is no Kazakh name.
    assert "Railway College" in client.get(course.get_translation(languages["kk"]).get_url()).text


def test_it_travels_with_its_course(tmp_path, course, college):
    course.institution = college
    course.save_revision().publish()
    content.dump(tmp_path / "out", page=course)
    course.refresh_from_db()
    course.delete()
    Institution.objects.all().delete()
    content.load(tmp_path / "out")
    [back] = Institution.objects.all()
    assert (back.key, back.names) == ("college", college.names)
    assert type(course).objects.get(slug=course.slug, locale=course.locale).institution == back
    again = content.load(tmp_path / "out")
    assert not again.created
    assert not again.updated


def test_a_course_of_an_unknown_institution_is_refused(tmp_path, course, college):
    course.institution = college
    course.save_revision().publish()
    content.dump(tmp_path / "out", page=course)
    (tmp_path / "out/snippets/qiao_accounts.Institution.yaml").unlink()
    course.refresh_from_db()
    course.delete()
    Institution.objects.all().delete()
    with pytest.raises(content.ContentError) as refused:
        content.load(tmp_path / "out")
    assert "There is no institution “college”" in refused.value.problems[0]
