"""One course for one team: its groups, what they may do, and where its submissions go."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Workflow, WorkflowPage

from lessons.models import CoursePage, Term
from qiao.accounts.models import Institution
from qiao.languages import api, teams
from qiao.languages.rights import may_write, writable_locales
from tests import factories

pytestmark = pytest.mark.django_db

COLLEGE = "Signalling college"
EDITORS, REVIEWERS = f"{COLLEGE} – Kazakh editors", f"{COLLEGE} – Kazakh reviewers"


@pytest.fixture
def kazakh(course, languages):
    """The course in Kazakh."""
    for page in (course.get_parent(), course):
        [translation] = api.submit(page, [languages["kk"]])
        api.publish(translation)
    return course.get_translation(languages["kk"])


@pytest.fixture
def member(kazakh, course, languages):
    """member("editors") is somebody of the team in Kazakh."""
    teams.set_up_course(course, [languages["kk"]], name=COLLEGE)

    def make(role):
        user = factories.UserFactory()
        user.groups.add(Group.objects.get(name=f"{COLLEGE} – Kazakh {role}"))
        return user

    return make


def rows():
    """How many there are of everything that a team is made of."""
    models = (Group, Collection, GroupPagePermission, GroupCollectionPermission, Workflow, WorkflowPage)
    return [model.objects.count() for model in models]


def test_a_second_run_changes_nothing(course, kazakh, languages):
    teams.set_up_course(course, [languages["kk"]], name=COLLEGE)
    before = rows()
    assert teams.set_up_course(course, [languages["kk"]], name=COLLEGE) == [EDITORS, REVIEWERS]
    assert rows() == before


def test_a_second_run_repairs(course, kazakh, languages):
    teams.set_up_course(course, [languages["kk"]], name=COLLEGE)
    before = rows()
    GroupPagePermission.objects.filter(group__name=EDITORS).delete()
    Group.objects.get(name=REVIEWERS).permissions.clear()
    teams.set_up_course(course, [languages["kk"]], name=COLLEGE)
    assert rows() == before
    assert Group.objects.get(name=REVIEWERS).permissions.filter(codename="access_admin").exists()


def test_a_second_course_of_the_same_name_has_the_same_team(course, kazakh, languages):
    other = factories.CoursePageFactory(parent=course.get_parent(), title="物流", slug="logistics")
    [translation] = api.submit(other, [languages["kk"]])
    api.publish(translation)
    for page in (course, other):
        teams.set_up_course(page, [languages["kk"]], name=COLLEGE)
    held = GroupPagePermission.objects.filter(group__name=EDITORS, permission__codename="change_page")
    assert {each.page_id for each in held} == {kazakh.pk, other.get_translation(languages["kk"]).pk}


def test_they_may_add_lessons_to_their_course_and_to_no_other(course, kazakh, member, languages):
    user = member("editors")
    lesson = course.get_children().get()
    other = factories.CoursePageFactory(parent=course.get_parent(), title="物流", slug="logistics")
    assert writable_locales(user, lesson.specific) == [languages["kk"]]
    assert writable_locales(user, other) == []
    assert may_write(user, languages["kk"])
    assert not may_write(user, languages["ru"])


def test_what_waits_for_them_is_of_their_course(client, course, kazakh, member, languages):
    other = factories.CoursePageFactory(parent=course.get_parent(), title="物流", slug="logistics")
    for translation in api.submit(other, [languages["kk"]]):
        api.publish(translation)
    factories.ModulePageFactory(parent=other, title="仓库", slug="store")
    client.force_login(member("editors"))
    context = client.get(reverse("qiao_languages:waiting")).context
    assert [each.page.title for each in context["waiting"]] == ["进站信号机"]


def test_their_submissions_go_to_their_reviewers(course, kazakh, member, languages):
    lesson = course.get_children().get().specific
    [translation] = api.submit(lesson, [languages["kk"]])
    state = api.start_review(translation, user=member("editors"))
    assert state.workflow.name == f"{COLLEGE} – Kazakh review"
    groups = state.current_task_state.task.specific.groups.all()
    assert [group.name for group in groups] == [REVIEWERS]


def test_a_language_that_lacks_the_course_is_refused_whole(course, kazakh, languages):
    before = rows()
    with pytest.raises(CommandError, match="not there in Russian yet"):
        call_command("setup_course_team", "railway-signalling", "kk", "ru")
    assert rows() == before


def test_the_team_is_called_after_the_institution_of_the_course(capsys, course, kazakh):
    institution = Institution.objects.create(key="college", country="CN", names={"en": "College of Railways"})
    CoursePage.objects.filter(pk=course.pk).update(institution=institution)
    call_command("setup_course_team", str(course.translation_key), "kk")
    assert "College of Railways – Kazakh editors" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("slug", "language", "said"),
    [("no-such-course", "kk", "no Chinese course"), ("railway-signalling", "xx", "xx: no language of this site")],
)
def test_what_is_not_there_is_named(kazakh, slug, language, said):
    with pytest.raises(CommandError, match=said):
        call_command("setup_course_team", slug, language)


def test_they_write_the_words_of_their_language(client, member, languages):
    """The glossary is one for all courses of a language."""
    client.force_login(member("editors"))
    url = reverse(Term.snippet_viewset.get_url_name("add"))
    data = {"hanzi": "新词", "part_of_speech": "noun", "field": "general", "meaning": "сөз"}
    client.post(f"{url}?locale=ru", data)
    client.post(f"{url}?locale=kk", data)
    assert [term.locale for term in Term.objects.filter(hanzi="新词")] == [languages["kk"]]
