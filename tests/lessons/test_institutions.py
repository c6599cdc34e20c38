"""Institutions: who changes them, what is refused, and where readers meet them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from lessons.institutions import countries
from qiao.accounts.api import merge_institutions, save_institution
from qiao.accounts.models import Institution
from qiao.languages import api, content
from qiao.pagecache import generation

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
    for name in ("edit", "delete", "merge"):
        assert client.post(reverse(f"institutions:{name}", args=[college.pk]), posted()).status_code in (302, 403)
    assert [each.names["en"] for each in Institution.objects.all()] == ["Railway College"]


@pytest.mark.parametrize(("code", "made"), [("zh-hans", True), ("kk", False)])
@pytest.mark.parametrize("role", ["editors", "reviewers"])
def test_who_writes_chinese_adds_one(client, person, code, role, made):
    client.force_login(person(code, role))
    client.post(reverse("institutions:add"), posted())
    assert Institution.objects.filter(key="unam").exists() is made


def test_names_to_be_confirmed_and_other_spellings_are_written_and_kept(client, admin_user):
    client.force_login(admin_user)
    client.post(
        reverse("institutions:add"),
        posted(name_ru="Университет", names_to_confirm=["ru"], other_names=" UNAM \n\nUni Windhoek"),
    )
    made = Institution.objects.get(key="unam")
    assert (made.names_to_confirm, made.other_names) == (["ru"], ["UNAM", "Uni Windhoek"])
    form = client.get(reverse("institutions:edit", args=[made.pk])).context["form"]
    assert (form["names_to_confirm"].value(), form["other_names"].value()) == (["ru"], "UNAM\nUni Windhoek")


def test_only_a_name_that_is_given_is_to_be_confirmed(client, admin_user):
    client.force_login(admin_user)
    answer = client.post(reverse("institutions:add"), posted(names_to_confirm=["kk"]))
    assert "Only a name that is given" in answer.content.decode()
    assert not Institution.objects.exists()


@pytest.mark.parametrize(
    ("names", "key"),
    [
        ({"name_en": "University of Namibia", "name_zh_hans": "纳米比亚大学"}, "university-of-namibia"),
        ({"name_en": "", "name_zh_hans": "纳米比亚大学"}, "na-mi-bi-ya-da-xue"),
        ({"name_en": "", "name_ru": "Университет Намибии"}, "universitet-namibii"),
        ({"name_en": "Railway College!"}, "railway-college-2"),
    ],
)
def test_a_key_that_is_left_empty_is_made_of_the_name(client, admin_user, names, key):
    save_institution(key="railway-college", country="CN", names={"en": "Quite another"})
    client.force_login(admin_user)
    client.post(reverse("institutions:add"), posted(key="", **names))
    assert Institution.objects.exclude(key="railway-college").get().key == key


class TestMerging:
    @pytest.fixture
    def other(self):
        """Another row for the same college."""
        return save_institution(key="rail-coll", country="CN", names={"en": "Rail Coll.", "ru": "ЖД колледж"})

    @pytest.fixture
    def admin(self, client, admin_user):
        """A client signed in as an administrator."""
        client.force_login(admin_user)
        return client

    def test_it_says_what_will_happen_and_then_does_it(self, admin, course, college, other):
        course.institution = other
        course.save_revision().publish()
        url = reverse("institutions:merge", args=[other.pk])
        assert "entered twice" in admin.get(url).content.decode()

        told = admin.post(url, {"into": college.pk}).content.decode()
        other.refresh_from_db()

        assert "One page names “Rail Coll.”: it will show “Railway College”." in told
        assert "Rail Coll.; ЖД колледж" in told
        assert other.merged_into is None
        assert admin.post(url, {"into": college.pk, "confirm": "1"}).url == reverse(
            "institutions:edit", args=[college.pk]
        )
        other.refresh_from_db()
        college.refresh_from_db()
        assert other.current == college
        assert college.other_names == ["Rail Coll.", "ЖД колледж"]

    def test_a_page_that_names_the_merged_one_shows_the_one_that_stays(self, client, course, college, other):
        course.institution = other
        course.save_revision().publish()
        assert "Rail Coll." in client.get(course.get_url()).text
        merge_institutions(institution=other, into=college)
        assert "铁道学院" in client.get(course.get_url()).text

    def test_into_itself_and_a_merged_one_are_refused(self, admin, college, other):
        url = reverse("institutions:merge", args=[other.pk])
        assert "merged into itself" in admin.post(url, {"into": other.pk, "confirm": "1"}).content.decode()
        merge_institutions(institution=other, into=college)
        assert "was merged into" in admin.get(url, follow=True).content.decode()
        mirrored = reverse("institutions:merge", args=[college.pk])
        answer = admin.post(mirrored, {"into": other.pk, "confirm": "1"})
        assert answer.status_code == 200
        college.refresh_from_db()
        assert college.merged_into is None

    def test_a_merged_one_is_marked_in_the_list_and_can_not_be_changed(self, admin, college, other):
        merge_institutions(institution=other, into=college)
        listed = admin.get(reverse("institutions:index")).content.decode()
        assert reverse("institutions:merge", args=[college.pk]) in listed
        assert reverse("institutions:merge", args=[other.pk]) not in listed
        answer = admin.post(reverse("institutions:edit", args=[other.pk]), posted(name_en="New"))
        assert "was merged into “Railway College” already" in answer.content.decode()
        with pytest.raises(ValidationError, match="was merged into"):
            save_institution(key="rail-coll", country="CN", names={"en": "New"})

    def test_a_circle_is_refused_in_files_too(self, college, other):
        merge_institutions(institution=other, into=college)
        other.refresh_from_db()
        college.merged_into = other
        with pytest.raises(ValidationError, match="merged into itself"):
            college.full_clean()

    @pytest.mark.parametrize("change", ["merged", "saved"])
    def test_kept_pages_are_made_anew(self, college, other, change):
        # What was made for this test has told it already.
        connection.run_on_commit.clear()
        if change == "merged":
            merge_institutions(institution=other, into=college)
        else:
            save_institution(key="college", country="CN", names={"en": "New"})
        assert any(callback is generation.advance for _savepoints, callback, *_robust in connection.run_on_commit)

    def test_a_file_that_names_the_merged_key_is_read(self, tmp_path, course, college, other):
        course.institution = other
        course.save_revision().publish()
        content.dump(tmp_path / "out", page=course)
        (tmp_path / "out/snippets/qiao_accounts.Institution.yaml").unlink()
        merge_institutions(institution=other, into=college)
        content.load(tmp_path / "out")
        course.refresh_from_db()
        assert course.institution.current == college


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
    assert not [code for code, name in named.items() if code == name]


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
