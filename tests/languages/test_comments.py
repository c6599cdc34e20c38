"""Translator, reviewer and author talk about a sentence; everybody else in the admin reads along."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from lessons.models import LessonPage, Term
from qiao.languages import api, comments, texts
from qiao.languages.models import Comment
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def kazakh(lesson, languages):
    [translation] = api.submit(lesson, [languages["kk"]])
    return translation


@pytest.fixture
def segment(kazakh):
    return next(each for each in texts.segments_of(kazakh) if each.string.data == "红灯亮时，列车必须停车。")


@pytest.fixture
def url(kazakh, segment):
    return reverse("qiao_languages:comments", args=[kazakh.pk, segment.pk])


def say(client, url, text="Which signal?", **more):
    return client.post(url, {"text": text, **more}, headers={"X-Requested-With": "fetch"})


class TestThread:
    def test_translator_reviewer_and_author_talk(self, client, url, person):
        for user, text in (
            (person("kk"), "Which signal?"),
            (person("kk", "reviewers"), "The home signal, I think."),
            (person("zh-hans"), "Yes, the home signal."),
        ):
            client.force_login(user)
            response = say(client, url, text)
            assert response.status_code == 200
            assert text in response.content.decode()
        html = response.content.decode()
        assert html.index("Which signal?") < html.index("I think") < html.index("Yes,")
        assert "3 open comments" in html
        assert "<html" not in html

    @pytest.mark.parametrize("who", [("ru", "editors"), ("ru", "reviewers")])
    def test_others_read_and_do_not_write(self, client, url, kazakh, segment, person, who):
        api.add_comment(kazakh, segment.context, "Which signal?", user=person("kk"))
        client.force_login(person(*who))
        html = client.get(url, headers={"X-Requested-With": "fetch"}).content.decode()
        assert "Which signal?" in html
        assert "<textarea" not in html
        for data in ({"text": "x"}, {"action": "resolve", "number": 10**6}, {"action": "reopen"}):
            assert client.post(url, data, headers={"X-Requested-With": "fetch"}).status_code == 403
            assert client.post(url, data).status_code == 302  # Wagtail's "no permission" leads to its home
        assert Comment.objects.get().resolved_at is None

    def test_nobody_outside_the_admin_reads(self, client, url, person):
        client.force_login(person(None))
        assert client.get(url).status_code == 302
        client.logout()
        assert client.get(url).status_code == 302

    def test_without_script_it_is_a_page(self, client, url, kazakh, person):
        client.force_login(person("kk"))
        html = client.get(url).content.decode()
        assert "<html" in html
        assert "红灯亮时，列车必须停车。" in html
        assert reverse("wagtailadmin_pages:edit", args=[kazakh.get_target_instance().pk]) in html
        response = client.post(url, {"text": "Which signal?"})
        assert response.url == url
        assert "Which signal?" in client.get(url).content.decode()

    @pytest.mark.parametrize("text", ["", " \n\t ", "x" * 2001, "a\x00b"])
    def test_a_text_that_cannot_be_kept_is_refused_and_stays_in_the_form(self, client, url, person, text):
        client.force_login(person("kk"))
        response = say(client, url, text)
        assert response.status_code == 200
        assert 'role="alert"' in response.content.decode()
        assert text.strip() in response.content.decode()
        assert not Comment.objects.exists()

    def test_the_ends_of_lines_count_once(self, client, url, person):
        client.force_login(person("kk"))
        say(client, url, "\r\n".join(["x"] * 1000))
        assert Comment.objects.get().text == "\n".join(["x"] * 1000)

    def test_a_comment_is_plain_text_with_links_and_lines(self, client, url, person):
        client.force_login(person("kk"))
        html = say(
            client, url, "<script>alert(1)</script>\nsee https://example.com/a?b=1&c=2 javascript:alert(1)"
        ).content.decode()
        assert "<script>" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>" in html
        assert '<a href="https://example.com/a?b=1&amp;c=2" rel="nofollow">' in html
        assert 'href="javascript' not in html

    def test_a_form_sent_twice_is_one_comment(self, client, url, person):
        client.force_login(person("kk"))
        say(client, url)
        assert "1 open comment" in say(client, url).content.decode()
        Comment.objects.update(created_at=timezone.now() - timedelta(hours=1))
        say(client, url)
        assert Comment.objects.count() == 2

    def test_a_sentence_of_another_page_is_not_found(self, client, kazakh, course, languages, person):
        [other] = api.submit(course, [languages["kk"]])
        client.force_login(person("kk"))
        url = reverse("qiao_languages:comments", args=[kazakh.pk, texts.segments_of(other)[0].pk])
        assert client.get(url, follow=True).status_code == 404

    def test_languages_have_threads_of_their_own(self, client, kazakh, segment, lesson, languages, person):
        [russian] = api.submit(lesson, [languages["ru"]])
        api.add_comment(kazakh, segment.context, "Which signal?", user=person("kk"))
        assert comments.thread(russian, segment.context) == []
        assert comments.open_in(kazakh) == {segment.context_id: 1}
        assert comments.open_in(russian) == {}

    def test_a_thread_stays_when_the_chinese_changes(
        self, client, kazakh, segment, lesson, person, django_capture_on_commit_callbacks
    ):
        api.add_comment(kazakh, segment.context, "Which signal?", user=person("kk"))
        lesson.body[0].value["sentences"][1]["zh"] = "红灯亮时，列车要停车。"
        with django_capture_on_commit_callbacks(execute=True):
            lesson.save_revision().publish()
        changed = next(each for each in texts.segments_of(kazakh) if each.context_id == segment.context_id)
        assert changed.string.data == "红灯亮时，列车要停车。"
        client.force_login(person("kk"))
        url = reverse("qiao_languages:comments", args=[kazakh.pk, changed.pk])
        assert "Which signal?" in client.get(url).content.decode()

    def test_a_term_has_threads_too(self, client, kazakh, languages, person):
        term = Term.objects.get(locale=languages["kk"])
        translation = api.translation_of(term)
        [segment] = texts.segments_of(translation)
        url = reverse("qiao_languages:comments", args=[translation.pk, segment.pk])
        for who, status in ((("kk", "editors"), 200), (("zh-hans", "editors"), 200), (("ru", "editors"), 403)):
            client.force_login(person(*who))
            assert say(client, url, f"By {who[0]}").status_code == status
        assert client.get(url).status_code == 200
        assert Comment.objects.count() == 2

    def test_costs_the_same_for_one_comment_and_for_many(self, client, url, kazakh, segment, person):
        users = [person("kk") for _ in range(5)]
        api.add_comment(kazakh, segment.context, "First", user=users[0])
        client.force_login(users[0])
        counts = []
        for number in (0, 20):
            for each in range(number):
                api.add_comment(kazakh, segment.context, f"Comment {each}", user=users[each % 5])
            with CaptureQueriesContext(connection) as queries:
                html = client.get(url, headers={"X-Requested-With": "fetch"}).content
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 20
        assert len(html) < 1000 * 21


class TestResolve:
    def test_resolved_is_folded_away_and_opened_again(self, client, url, kazakh, segment, person):
        first = api.add_comment(kazakh, segment.context, "Which signal?", user=person("kk"))
        user = person("kk", "reviewers")
        client.force_login(user)
        html = client.post(f"{url}?fragment", {"action": "resolve", "number": first.pk}).content.decode()
        assert "No open comments" in html
        assert html.index("<details") < html.index("Which signal?")
        first.refresh_from_db()
        assert first.resolved_by == user
        html = client.post(f"{url}?fragment", {"action": "reopen"}).content.decode()
        assert "1 open comment" in html
        first.refresh_from_db()
        assert first.resolved_by is None

    def test_what_came_after_the_page_was_read_stays_open(self, client, url, kazakh, segment, person):
        first = api.add_comment(kazakh, segment.context, "Which signal?", user=person("kk"))
        second = api.add_comment(kazakh, segment.context, "And which lamp?", user=person("kk"))
        client.force_login(person("kk"))
        client.post(url, {"action": "resolve", "number": first.pk})
        assert list(Comment.objects.filter(resolved_at=None)) == [second]

    def test_only_what_was_resolved_last_is_opened_again(self, kazakh, segment, person):
        user = person("kk")
        for text in ("One", "Two"):
            comment = api.add_comment(kazakh, segment.context, text, user=user)
            api.resolve_comments(kazakh, segment.context, user=user, upto=comment.pk)
        assert api.reopen_comments(kazakh, segment.context, user=user) == 1
        assert Comment.objects.get(resolved_at=None).text == "Two"

    def test_one_deletes_ones_own_comment_alone(self, client, url, kazakh, segment, person):
        own, other = person("kk"), person("kk")
        comment = api.add_comment(kazakh, segment.context, "Which signal?", user=own)
        client.force_login(other)
        response = client.post(f"{url}?fragment", {"action": "delete", "number": comment.pk})
        assert response.status_code == 403
        client.force_login(own)
        for _ in range(2):  # the second time it is gone already
            assert client.post(f"{url}?fragment", {"action": "delete", "number": comment.pk}).status_code == 200
        assert not Comment.objects.exists()

    @pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30])
    def test_a_number_that_is_none_changes_nothing(self, client, url, kazakh, segment, person, number):
        user = person("kk")
        api.add_comment(kazakh, segment.context, "Which signal?", user=user)
        client.force_login(user)
        for action in ("resolve", "delete"):
            client.post(f"{url}?fragment", {"action": action, "number": number})
        assert Comment.objects.get().resolved_at is None


class TestAuthor:
    def test_the_chinese_page_says_how_many_are_open_and_lists_them(self, client, lesson, languages, person):
        translations = api.submit(lesson, [languages["kk"], languages["ru"]])
        for translation, code in zip(translations, ("kk", "ru"), strict=True):
            for each in [each for each in texts.segments_of(translation) if each.context.path != "slug"][:2]:
                api.add_comment(translation, each.context, f"Question in {code}", user=person(code))
        client.force_login(person("zh-hans"))
        list_url = reverse("qiao_languages:comments_of", args=[lesson.pk])
        html = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
        assert list_url in html
        assert "4 comments of its translators are open" in html
        html = client.get(list_url).content.decode()
        assert html.count("Question in kk") == html.count("Question in ru") == 2
        for translation in translations:
            for each in texts.segments_of(translation)[:1]:
                assert reverse("qiao_languages:comments", args=[translation.pk, each.pk]) in html

    def test_a_page_without_open_comments_says_nothing(self, client, lesson, kazakh, segment, person):
        comment = api.add_comment(kazakh, segment.context, "Which signal?", user=person("kk"))
        api.resolve_comments(kazakh, segment.context, user=person("kk"), upto=comment.pk)
        client.force_login(person("zh-hans"))
        html = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
        assert "of its translators" not in html

    def test_the_list_of_a_language_has_its_own_alone(self, client, lesson, languages, person):
        kazakh, russian = api.submit(lesson, [languages["kk"], languages["ru"]])
        context = texts.segments_of(kazakh)[0].context
        api.add_comment(kazakh, context, "In Kazakh", user=person("kk"))
        api.add_comment(russian, context, "In Russian", user=person("ru"))
        client.force_login(person("kk"))
        html = client.get(
            reverse("qiao_languages:comments_of", args=[kazakh.get_target_instance().pk])
        ).content.decode()
        assert "In Kazakh" in html
        assert "In Russian" not in html

    def test_a_sentence_that_is_gone_keeps_its_thread(
        self, client, kazakh, segment, lesson, person, django_capture_on_commit_callbacks
    ):
        api.add_comment(kazakh, segment.context, "Which signal?", user=person("kk"))
        lesson.body = factories.lesson_body(text="绿灯亮了。")
        with django_capture_on_commit_callbacks(execute=True):
            lesson.save_revision().publish()
        client.force_login(person("zh-hans"))
        html = client.get(reverse("qiao_languages:comments_of", args=[lesson.pk])).content.decode()
        assert "no longer on the page" in html
        assert "Which signal?" in html

    def test_costs_the_same_for_one_thread_and_for_many(self, client, lesson, languages, person):
        translations = api.submit(lesson, [languages["kk"], languages["ru"]])
        segments = texts.segments_of(translations[0])
        client.force_login(person("zh-hans"))
        user, counts = person("kk"), []
        for given in (segments[:1], segments[1:12]):
            for translation in translations:
                for each in given:
                    api.add_comment(translation, each.context, "A question", user=user)
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("qiao_languages:comments_of", args=[lesson.pk]))
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_a_deleted_account_and_a_deleted_translation_break_nothing(self, client, kazakh, segment, lesson, person):
        user = person("kk")
        api.add_comment(kazakh, segment.context, "Which signal?", user=user)
        user.delete()
        LessonPage.objects.get(pk=kazakh.get_target_instance().pk).delete()
        assert not Page.objects.filter(translation_key=lesson.translation_key, locale=kazakh.target_locale).exists()
        client.force_login(person("zh-hans"))
        html = client.get(reverse("qiao_languages:comments_of", args=[lesson.pk])).content.decode()
        assert "deleted account" in html
        url = reverse("qiao_languages:comments", args=[kazakh.pk, segment.pk])
        assert client.get(url).status_code == 200
