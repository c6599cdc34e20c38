"""The board: pages down, languages across, how far each is and who has it; giving and taking; the editor's home."""

import uuid
from datetime import timedelta
from time import process_time

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationSource,
)

from lessons.models import CoursePage, LessonPage
from qiao.accounts.models import Institution
from qiao.languages import api
from qiao.languages.models import Assignment
from qiao.languages.texts import Text, segments_of, store
from tests import factories

pytestmark = pytest.mark.django_db

BOARD = reverse("qiao_languages:board")


def opened(page):
    return reverse("qiao_languages:board_page", args=[page.pk])


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def rows(response):
    """{title: {language: cell}} of a board."""
    board = response.context["board"]
    return {
        row.page.title: dict(zip([each.language_code for each in board.locales], row.cells, strict=True))
        for row in board.rows
    }


def translate_all(translation, but=0):
    segments = segments_of(translation)
    store(translation, {segment: Text("перевод") for segment in segments[but:]})


@pytest.fixture
def signed_in(client, person):
    """signed_in("ru") is a browser in which an editor of Russian has signed in, and `client.user` that person."""

    def sign_in(*args):
        client.user = person(*args)
        client.force_login(client.user)
        return client

    return sign_in


@pytest.fixture
def russian(lesson, languages):
    """The lesson's Russian translation, a draft without a word."""
    [translation] = api.submit(lesson, [languages["ru"]])
    return translation


def course_of(translation):
    """The translation of the course that a lesson's translation lies in."""
    return api.translation_of(translation.get_target_instance().get_parent())


class TestWhoSees:
    @pytest.mark.parametrize("code", ["zh-hans", "tg"])
    def test_every_editor_has_it_in_the_menu_with_all_languages_their_own_first(self, signed_in, lesson, code):
        client = signed_in(code)
        assert f'"url": "{BOARD}"' in client.get(reverse("wagtailadmin_home")).content.decode()
        board = client.get(BOARD).context["board"]
        codes = [each.language_code for each in board.locales]
        assert codes == sorted(["ru", "kk", "ky", "uz", "tg", "en"], key=lambda each: each != code)

    def test_who_has_no_access_to_the_admin_has_none_to_the_board(self, client, person, lesson, russian):
        client.force_login(person(None))
        for url in (BOARD, opened(lesson), reverse("qiao_languages:assign", args=[russian.pk])):
            response = client.get(url)
            assert (response.status_code, response.url.split("?")[0]) == (302, reverse("wagtailadmin_login"))

    def test_links_lead_only_where_the_person_may_work(self, signed_in, lesson, russian, course):
        edit = reverse("wagtailadmin_pages:edit", args=[russian.get_target_instance().pk])
        assign = reverse("qiao_languages:assign", args=[russian.pk])
        start = f"{reverse('wagtail_localize:submit_page_translation', args=[lesson.pk])}?select_locale=kk"
        html = signed_in("ru", "reviewers").get(opened(course)).content.decode()
        assert f'"{edit}#untranslated"' in html
        assert assign in html
        assert start not in html
        html = signed_in("kk").get(opened(course)).content.decode()
        assert edit not in html
        assert assign not in html
        assert start in html

    def test_only_rows_of_the_board_open(self, signed_in, lesson, course):
        assert signed_in("ru").get(opened(lesson), follow=True).status_code == 404
        assert signed_in("ru").get(opened(course)).status_code == 200


class TestCells:
    def cell(self, client, lesson):
        course = lesson.get_parent()
        return rows(client.get(opened(course)))[lesson.title]["ru"]

    def test_tell_how_far_a_translation_is(self, signed_in, lesson, russian):
        segments = segments_of(russian)
        texts = {segment: Text("перевод") for segment in segments[2:]}
        store(russian, texts | {segments[1]: Text("машина", reason="machine")}, tool_name="test")
        cell = self.cell(signed_in("ru"), lesson)
        assert cell.progress == api.progress(russian)
        assert (cell.progress.total - cell.progress.translated, cell.progress.unconfirmed) == (2, 1)
        assert not cell.is_finished

    def test_tell_what_changed_in_chinese(self, signed_in, lesson, russian, django_capture_on_commit_callbacks):
        translate_all(russian)
        lesson.title = "出站信号机"
        with django_capture_on_commit_callbacks(execute=True):
            lesson.save_revision().publish()
        response = signed_in("ru").get(f"{BOARD}?state=outdated")
        assert rows(response)["铁路信号"]["ru"].outdated == 1
        assert "1 out of date" in response.content.decode()
        assert not rows(signed_in("ru").get(f"{BOARD}?state=outdated&language=kk"))

    def test_tell_where_a_page_is_on_its_way_to_readers(self, signed_in, lesson, russian, person):
        client = signed_in("ru", "reviewers")
        course = lesson.get_parent()
        assert "Draft" in client.get(opened(course)).content.decode()
        translate_all(russian)
        state = api.start_review(russian, user=person("ru"))
        assert "Awaiting review" in client.get(opened(course)).content.decode()
        assert rows(client.get(f"{BOARD}?state=in_progress"))["铁路信号"]["ru"].reviews == 1
        state.current_task_state.reject(user=client.user)
        assert "Changes requested" in client.get(opened(course)).content.decode()
        api.publish(russian)
        assert self.cell(client, lesson).is_finished
        api.save_draft(russian)
        assert "Published, changes waiting" in client.get(opened(course)).content.decode()

    def test_tell_what_is_not_offered_and_what_has_not_begun(self, signed_in, course, lesson):
        course.offered = ["kk"]
        course.save_revision().publish()
        response = signed_in("ru").get(opened(course))
        assert not rows(response)[lesson.title]["ru"].is_offered
        assert rows(response)[lesson.title]["kk"].is_offered
        assert "Not offered" in response.content.decode()
        assert "Not begun" in response.content.decode()

    def test_a_course_sums_up_what_lies_below_it(self, signed_in, lesson, russian, course):
        factories.LessonPageFactory(parent=course, title="出站信号机", slug="starting-signal", body=[])
        translate_all(russian)
        cell = rows(signed_in("ru").get(BOARD))["铁路信号"]["ru"]
        assert (cell.pages, len(cell.begun), cell.published) == (3, 2, 0)
        lessons, own = api.progress(russian), api.progress(course_of(russian))
        # Two of three pages are begun; the third counts like the average of them.
        assert cell.percent == 100 * lessons.translated * 2 // ((lessons.total + own.total) * 3)

    def test_the_terms_are_summed_up_too(self, signed_in, russian):
        [(kind, count, shares)] = signed_in("ru").get(BOARD).context["terms"]
        share = shares[0]
        assert (kind, count) == ("Terms", 1)
        assert (share.begun, share.percent, shares[1].begun) == (1, 0, 0)
        term = Translation.objects.get(source__object__content_type__model="term")
        translate_all(term)
        assert signed_in("ru").get(BOARD).context["terms"][0][2][0].percent == 100


class TestFilters:
    def test_by_field_institution_kind_and_title(self, signed_in, course, lesson):
        institution = Institution.objects.create(key="college", country="CN", names={"en": "College"})
        other = factories.CoursePageFactory(
            parent=course.get_parent(), title="物流", slug="logistics", field="smart-logistics", institution=institution
        )
        client = signed_in("ru")
        assert {"铁路信号", "物流", "课程"} <= set(rows(client.get(BOARD)))
        assert list(rows(client.get(f"{BOARD}?field=smart-logistics"))) == [other.title]
        assert list(rows(client.get(f"{BOARD}?institution={institution.pk}"))) == [other.title]
        assert list(rows(client.get(f"{BOARD}?kind=qiao_lessons.courseindexpage"))) == ["课程"]
        # A lesson is found with the course that it lies in.
        assert list(rows(client.get(f"{BOARD}?q={lesson.title}"))) == ["铁路信号"]

    def test_a_language_leaves_its_column_alone(self, signed_in, lesson):
        [locale] = signed_in("ru").get(f"{BOARD}?language=kk").context["board"].locales
        assert locale.language_code == "kk"

    @pytest.mark.parametrize("query", ["field=none", "institution=x", "language=xx", "state=?", "p=999", "kind=0"])
    def test_what_does_not_exist_is_told_or_passed_over(self, signed_in, lesson, query):
        response = signed_in("ru").get(f"{BOARD}?{query}")
        assert response.status_code == 200
        assert "铁路信号" in rows(response)

    def test_mine_shows_what_the_person_has(self, signed_in, lesson, russian, course, languages):
        [kazakh] = api.submit(lesson, [languages["kk"]])
        client = signed_in("ru")
        assert rows(client.get(f"{BOARD}?mine=on")) == {}
        api.assign(russian, assignee=client.user)
        found = rows(client.get(f"{BOARD}?mine=on"))
        assert list(found) == ["铁路信号"]
        assert found["铁路信号"]["ru"].pages == 1
        assert found["铁路信号"]["kk"] is None
        assert kazakh.pk not in [each.translation.pk for each in found["铁路信号"]["ru"].cells]

    def test_overdue_is_what_is_late_and_not_finished(self, signed_in, lesson, russian):
        client = signed_in("ru")
        api.assign(russian, assignee=client.user, due=today())
        assert rows(client.get(f"{BOARD}?state=overdue")) == {}
        Assignment.objects.update(due=today(-1))
        response = client.get(f"{BOARD}?state=overdue")
        assert rows(response)["铁路信号"]["ru"].overdue == 1
        assert "Overdue: 1" in response.content.decode()
        translate_all(russian)
        api.publish(russian)
        assert rows(client.get(f"{BOARD}?state=overdue")) == {}


class TestAssigning:
    def assign(self, client, translation, **data):
        return client.post(reverse("qiao_languages:assign", args=[translation.pk]), {"next": BOARD, **data})

    def test_a_reviewer_gives_a_page_to_an_editor(self, signed_in, russian, person):
        editor, client = person("ru"), signed_in("ru", "reviewers")
        response = self.assign(client, russian, assignee=editor.pk, due=today(7).isoformat())
        assert (response.status_code, response.url) == (302, BOARD)
        assert (russian.assignment.assignee, russian.assignment.due) == (editor, today(7))
        assert russian.assignment.assigned_by == client.user
        entry = PageLogEntry.objects.get(action="qiao_languages.assign")
        assert (entry.user, entry.data["language"], entry.data["to"]) == (client.user, "ru", editor.username)

    def test_nobody_gets_what_they_may_not_edit(self, signed_in, russian, person):
        stranger, client = person("kk"), signed_in("ru", "reviewers")
        response = self.assign(client, russian, assignee=stranger.pk)
        assert response.context["form"].errors["assignee"]
        with pytest.raises(ValidationError, match="may not edit"):
            api.assign(russian, assignee=stranger)
        assert not Assignment.objects.exists()

    def test_a_day_that_is_past_is_refused(self, signed_in, russian):
        client = signed_in("ru", "reviewers")
        response = self.assign(client, russian, assignee=client.user.pk, due=today(-1).isoformat())
        assert "choose today or a later one" in response.content.decode()
        assert not Assignment.objects.exists()

    def test_a_whole_course_in_one_go(self, signed_in, russian, person):
        editor, client = person("ru"), signed_in("ru", "reviewers")
        course = course_of(russian)
        form = client.get(f"{reverse('qiao_languages:assign', args=[course.pk])}?below=1").context["form"]
        assert form.initial["below"]
        self.assign(client, course, assignee=editor.pk, due=today(7).isoformat(), below="on")
        assert {each.translation_id for each in Assignment.objects.filter(assignee=editor)} == {course.pk, russian.pk}

    def test_a_translator_takes_a_page_and_gives_it_back(self, signed_in, russian, course):
        client = signed_in("ru")
        assert "Take it" in client.get(opened(course)).content.decode()
        client.post(reverse("qiao_languages:take"), {"translation": russian.pk, "next": BOARD})
        assert russian.assignment.assignee == client.user
        self.assign(client, russian, remove="1")
        assert not Assignment.objects.exists()
        assert PageLogEntry.objects.filter(action="qiao_languages.unassign", user=client.user).exists()

    def test_a_translator_gives_nothing_to_others_and_takes_nothing_from_them(self, signed_in, russian, person):
        other, client = person("ru"), signed_in("ru")
        assert self.assign(client, russian, assignee=other.pk).context["form"].errors["assignee"]
        api.assign(russian, assignee=other)
        for data in ({"assignee": client.user.pk}, {"remove": "1"}):
            assert self.assign(client, russian, **data).status_code == 302
        response = client.post(reverse("qiao_languages:take"), {"translation": russian.pk}, follow=True)
        assert f"{other.username} has “进站信号机” already." in response.content.decode()
        russian.assignment.refresh_from_db()
        assert russian.assignment.assignee == other

    @pytest.mark.parametrize("value", ["", "x", "0", "999999"])
    def test_what_is_not_there_can_t_be_taken(self, signed_in, value):
        url = reverse("qiao_languages:take")
        assert signed_in("ru").post(url, {"translation": value}, follow=True).status_code == 404

    def test_another_language_is_closed(self, signed_in, russian):
        client = signed_in("kk")
        for response in (
            self.assign(client, russian, assignee=client.user.pk),
            client.get(reverse("qiao_languages:assign", args=[russian.pk])),
            client.post(reverse("qiao_languages:take"), {"translation": russian.pk}),
        ):
            assert response.url == reverse("wagtailadmin_home")
        assert not Assignment.objects.exists()

    def test_a_term_and_a_page_that_left_translation_are_nobody_s(self, signed_in, russian):
        client = signed_in("ru")
        term = Translation.objects.get(source__object__content_type__model="term")
        Translation.objects.filter(pk=russian.pk).update(enabled=False)
        for translation in (term, russian):
            url = reverse("qiao_languages:assign", args=[translation.pk])
            assert client.get(url, follow=True).status_code == 404


class TestHome:
    def panel(self, client):
        html = client.get(reverse("wagtailadmin_home")).content.decode()
        return html[html.index('id="my-translations-section"') :]

    def test_shows_the_person_s_own_first_and_the_soonest_due_on_top(self, signed_in, russian):
        client = signed_in("ru")
        assert "Choose one on the board" in self.panel(client)
        api.assign(course_of(russian), assignee=client.user, due=today(9))
        api.assign(russian, assignee=client.user, due=today())
        Assignment.objects.filter(translation=russian).update(due=today(-3))
        html = self.panel(client)
        edit = reverse("wagtailadmin_pages:edit", args=[russian.get_target_instance().pk])
        assert f"{edit}#untranslated" in html
        assert html.index("进站信号机") < html.index("铁路信号")
        assert html.count("Overdue:") == 1
        translate_all(russian)
        api.publish(russian)
        assert "Overdue:" not in self.panel(client)

    def test_costs_the_same_for_any_number_of_pages(self, signed_in, russian):
        client, counts = signed_in("ru"), []
        for translation in (russian, course_of(russian)):
            api.assign(translation, assignee=client.user)
            self.panel(client)
            with CaptureQueriesContext(connection) as captured:
                self.panel(client)
            counts.append(len(captured))
        assert counts[0] == counts[1]

    def test_shows_what_waits_for_review_and_what_changed(
        self, signed_in, lesson, russian, person, django_capture_on_commit_callbacks
    ):
        translate_all(russian)
        api.start_review(russian, user=person("ru"))
        lesson.title = "出站信号机"
        with django_capture_on_commit_callbacks(execute=True):
            lesson.save_revision().publish()
        html = self.panel(signed_in("ru", "reviewers"))
        assert "Waiting for your review" in html
        assert "1 out of date" in html
        html = self.panel(signed_in("kk", "reviewers"))
        assert "Waiting for your review" not in html
        assert "out of date" not in html


def many_courses(index, locales, count, start=0):
    """Courses with a lesson each, translated by half into every language; rows are made in bulk."""
    kinds = ContentType.objects.get_for_models(Page, CoursePage, LessonPage)
    source = api.source_locale()
    homes = {locale.pk: index if locale == source else index.get_translation(locale) for locale in (source, *locales)}
    pages = []
    for number in range(start, start + count):
        keys = [uuid.uuid4() for _ in range(2)]
        for locale, parent in homes.items():
            top = f"{parent.path}{number + 100:04d}"
            for n, key in enumerate(keys):
                model = LessonPage if n else CoursePage
                pages.append(
                    Page(
                        title=f"课{number}",
                        draft_title=f"课{number}",
                        slug=f"c-{number}-{n}",
                        path=top + (f"{n:04d}" if n else ""),
                        depth=parent.depth + (2 if n else 1),
                        numchild=0 if n else 1,
                        url_path=f"{parent.url_path}c-{number}-{n}/",
                        locale_id=locale,
                        translation_key=key,
                        content_type=kinds[model],
                    )
                )
    Page.objects.bulk_create(pages, batch_size=2000)
    for model in (CoursePage, LessonPage):
        table, names = model._meta.db_table, []
        rows = [page for page in pages if page.content_type_id == kinds[model].pk]
        fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
        names = ", ".join(["page_ptr_id", *(connection.ops.quote_name(field.column) for field in fields)])
        empty = [field.get_db_prep_save(field.get_default(), connection) for field in fields]
        marks = ", ".join(["%s"] * (len(fields) + 1))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", [[page.pk, *empty] for page in rows])
    chinese = [page for page in pages if page.locale_id == source.pk]
    TranslatableObject.objects.bulk_create(
        TranslatableObject(translation_key=page.translation_key, content_type=kinds[Page]) for page in chinese
    )
    TranslationSource.objects.bulk_create(
        TranslationSource(
            object_id=page.translation_key,
            specific_content_type=page.content_type,
            locale=source,
            content_json="{}",
            last_updated_at=timezone.now(),
        )
        for page in chinese
    )
    sources = list(TranslationSource.objects.filter(object_id__in=[page.translation_key for page in chinese]))
    Translation.objects.bulk_create(
        Translation(source=each, target_locale=locale) for each in sources for locale in locales
    )
    texts = [String(locale=source, data=f"句{start}-{n}", data_hash=uuid.uuid4()) for n in range(2)]
    String.objects.bulk_create(texts)
    contexts = [
        TranslationContext(object_id=each.object_id, path=f"p{n}", path_id=uuid.uuid4())
        for each in sources
        for n in range(2)
    ]
    TranslationContext.objects.bulk_create(contexts)
    StringSegment.objects.bulk_create(
        StringSegment(source=sources[n // 2], context=context, string=texts[n % 2], order=n, attrs="{}")
        for n, context in enumerate(contexts)
    )
    StringTranslation.objects.bulk_create(
        StringTranslation(
            translation_of=texts[n % 2], context=context, locale=locale, data="перевод", translation_type="manual"
        )
        for n, context in enumerate(contexts)
        if n % 2
        for locale in locales
    )


def test_500_courses_open_like_5_and_under_a_second(client, admin_user, course, languages):
    index, locales = course.get_parent(), [each for each in languages.values() if each != api.source_locale()]
    api.submit(index, locales)
    client.force_login(admin_user)
    url = f"{BOARD}?kind=qiao_lessons.coursepage"

    def measure():
        client.get(url)  # what is kept for the process is there from now on
        # Of the processor, in which SQLite runs too: other tests run beside this one.
        begun = process_time()
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        return response, len(captured), process_time() - begun

    many_courses(index, locales, 4)
    few, before, _seconds = measure()
    assert len(few.context["board"].rows) == 5
    assert {cell.percent for cell in few.context["board"].rows[1].cells} == {50}
    many_courses(index, locales, 495, start=4)
    many, after, seconds = measure()
    assert many.context["page_obj"].paginator.count == 500
    assert after == before
    assert seconds < 1
