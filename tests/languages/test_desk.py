"""The translation desk: what it shows, what it stores, and what it says where two write the same sentence."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry
from wagtail_localize.models import StringTranslation, Translation

from lessons.models import Term
from qiao.bilingual import sentences
from qiao.languages import api, texts
from qiao.languages.desk import boxes, rows, saving
from qiao.languages.models import Comment, Unconfirmed
from qiao.languages.texts import Text
from tests import factories

pytestmark = pytest.mark.django_db

RED = "红灯亮时，列车必须停车。"


@pytest.fixture
def editor(client, person):
    """An editor of Russian, signed in."""
    user = person("ru")
    client.force_login(user)
    return user


def segment_of(translation, zh=RED):
    return next(each for each in texts.segments_of(translation) if each.string.data == zh)


def stored(translation, zh=RED):
    row = segment_of(translation, zh).stored
    return row and row.data


def edit_url(translation):
    target = translation.get_target_instance()
    if isinstance(target, Term):
        return reverse(Term.snippet_viewset.get_url_name("edit"), args=[target.pk])
    return reverse("wagtailadmin_pages:edit", args=[target.pk])


def send(client, translation, text, *, zh=RED, seen=("",), **more):
    """What the script sends for one sentence."""
    data = {"segment": segment_of(translation, zh).pk, "text": text, "seen": list(seen), **more}
    url = reverse("qiao_languages:save_text", args=[translation.pk])
    return client.post(url, data, headers={"x-requested-with": "XMLHttpRequest"})


def all_rows(translation, **options):
    return [row for group in rows.groups_of(translation, **options) for row in group.rows]


def row_of(translation, zh=RED, **options):
    pk = segment_of(translation, zh).pk
    return next(row for row in all_rows(translation, **options) if row.segment.pk == pk)


class TestShown:
    def test_it_stands_where_upstreams_editor_stood(self, client, russian, editor):
        answer = client.get(edit_url(russian))
        assert "qiao/languages/admin/desk.html" in [template.name for template in answer.templates]
        assert reverse("qiao_languages:start_review", args=[russian.get_target_instance().pk]) in answer.text
        assert "wagtail-localize.js" not in answer.text

    def test_upstreams_editor_can_be_reached(self, client, russian, editor):
        answer = client.get(edit_url(russian) + "?classic=1")
        assert "js-translation-editor" in answer.text

    def test_the_chinese_page_and_a_switched_off_translation_have_wagtails_editor(
        self, client, lesson, russian, person
    ):
        client.force_login(person("zh-hans"))
        assert "data-desk" not in client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).text
        Translation.objects.filter(pk=russian.pk).update(enabled=False)
        client.force_login(person("ru"))
        assert "data-desk" not in client.get(edit_url(russian)).text

    def test_sentences_have_the_pinyin_of_their_editors(self, course, languages):
        said = sentences.build("银行。")
        said = [sentences.correct(said[0], ["yín", "xíng"])]
        lesson = factories.LessonPageFactory(
            parent=course, title="银行", slug="bank",
            body=[{"type": "text", "value": {"heading": [], "sentences": said}}],
        )  # fmt: skip
        [translation] = api.submit(lesson, [languages["ru"]])
        assert "xíng" in row_of(translation, "银行。").zh
        assert "háng" in row_of(translation, "银行").zh

    def test_groups_are_called_as_in_the_editor_of_pages(self, russian):
        headings = [group.heading for group in rows.groups_of(russian)]
        assert headings[0] == "Title"
        assert {"Text", "Dialogue", "Objectives"} <= set(headings)

    def test_each_text_has_one_box(self, russian):
        keys = [(row.segment.string_id, row.segment.context_id) for row in all_rows(russian)]
        assert len(keys) == len(set(keys))

    def test_other_languages_stand_beside_with_their_state(self, client, lesson, russian, languages, person):
        [kazakh] = api.submit(lesson, [languages["kk"]])
        texts.store(russian, {segment_of(russian): Text("Поезд должен остановиться.")})
        machine = segment_of(russian, "进站信号机设在车站入口。")
        texts.store(russian, {machine: Text("Машина", Unconfirmed.Reason.MACHINE)})
        client.force_login(person("kk"))
        answer = client.get(edit_url(kazakh) + "?beside=ru&beside=")
        assert "Поезд должен остановиться." in answer.text
        assert "Машина" not in answer.text
        assert "Поезд должен остановиться." in client.get(edit_url(kazakh)).text

    def test_another_language_is_marked_where_it_is_out_of_date(
        self, lesson, russian, languages, django_capture_on_commit_callbacks
    ):
        [kazakh] = api.submit(lesson, [languages["kk"]])
        texts.store(russian, {segment_of(russian): Text("Поезд должен остановиться.")})
        texts.store(kazakh, {segment_of(kazakh): Text("Пойыз тоқтауы керек.")})
        old = lesson.body[0].value["sentences"]
        changed = "红灯亮时，列车应当停车。"
        lesson.body[0].value["sentences"] = sentences.build(f"进站信号机设在车站入口。{changed}", previous=old)
        with django_capture_on_commit_callbacks(execute=True):
            lesson.save_revision().publish()
        kazakh.source.refresh_from_db()
        row = row_of(kazakh, changed, beside=[languages["ru"]])
        assert row.state == "outdated"
        assert (row.text, row.earlier) == ("", "Пойыз тоқтауы керек.")
        assert "<del" in row.change.difference
        assert (row.beside[0].text, row.beside[0].outdated) == ("Поезд должен остановиться.", True)

    def test_open_comments_are_counted(self, russian, languages, editor):
        context = segment_of(russian).context
        for locale in ("ru", "kk"):
            Comment.objects.create(context=context, locale=languages[locale], author=editor, text="?")
        assert row_of(russian).comments == 1

    def test_the_number_of_queries_does_not_depend_on_the_length(self, client, course, languages, editor):
        counts = []
        for number in (5, 200):
            text = "".join(f"第{place}号信号机的红灯亮时，列车必须停车。" for place in range(number))
            lesson = factories.LessonPageFactory(
                parent=course, title="长课", slug=f"long-{number}", body=[factories.text_block(text)]
            )
            [translation] = api.submit(lesson, [languages["ru"]])
            api.submit(lesson, [languages["kk"]])
            url = edit_url(translation)
            client.get(url + "?beside=kk")
            given = {each: Text(f"Текст {each.pk}") for each in texts.segments_of(translation)[::2]}
            texts.store(translation, given)
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(url)
            assert answer.text.count("data-desk-box") >= number
            counts.append(len(queries))
        # 18 of them are Wagtail's own, before it asks whether this page has another editor.
        assert counts[0] == counts[1] <= 46, counts

    def test_a_term_has_the_same_desk(self, client, russian, editor):
        term = Translation.objects.get(source__object_id=Term.objects.first().translation_key)
        answer = client.get(edit_url(term))
        assert "data-desk-box" in answer.text
        assert "data-desk-preview" not in answer.text

    def test_a_term_of_another_language_is_read_and_not_written(self, client, russian, person):
        term = Translation.objects.get(source__object_id=Term.objects.first().translation_key)
        client.force_login(person("kk"))
        assert "readonly" in client.get(edit_url(term)).text
        pk = texts.segments_of(term)[0].pk
        client.post(edit_url(term), {"action": "save", f"text-{pk}": "x", f"seen-{pk}": ""})
        assert not StringTranslation.objects.filter(data="x").exists()


class TestSaving:
    def test_a_sentence_is_saved(self, client, russian, editor):
        answer = send(client, russian, "Поезд должен остановиться.")
        assert answer.status_code == 200
        progress = api.progress(russian)
        assert answer.json() == {
            "state": "done", "message": "", "progress": [1, progress.total, progress.percent],
        }  # fmt: skip
        row = segment_of(russian).stored
        assert (row.data, row.last_translated_by, row.has_error) == ("Поезд должен остановиться.", editor, False)

    def test_a_save_is_light(self, client, russian, editor):
        send(client, russian, "Раз")
        url = reverse("qiao_languages:save_text", args=[russian.pk])
        data = {"segment": segment_of(russian).pk, "text": "Два", "seen": "Раз"}
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(url, data)
        asked = [query["sql"] for query in queries if query["sql"].startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]
        assert len(asked) <= 24, [sql[:160] for sql in asked]
        headers = sum(len(name) + len(value) + 4 for name, value in answer.items())
        assert len(answer.content) + headers + len(answer.cookies.output()) < 2_000

    def test_what_a_person_types_is_what_a_person_sees(self, client, russian, editor):
        typed = "A & B < C > D &amp; «Е»"
        send(client, russian, typed)
        assert row_of(russian).text == typed
        api.publish(russian)
        page = russian.get_target_instance()
        assert page.body[0].value["sentences"][1]["translation"] == typed

    def test_an_emptied_box_takes_the_translation_away(self, client, russian, editor):
        send(client, russian, "Раз")
        assert send(client, russian, " ", seen=["Раз"]).json()["state"] == "empty"
        assert stored(russian) is None

    def test_line_breaks_do_not_come_into_a_sentence(self, client, russian, editor):
        assert send(client, russian, "Раз\r\n два\x00").json()["text"] == "Раз два"
        assert stored(russian) == "Раз два"

    def test_a_text_that_is_too_long_is_refused(self, client, russian, editor):
        answer = send(client, russian, "а" * (boxes.MAX_LENGTH + 1))
        assert answer.status_code == 400
        assert "Shorten it" in answer.json()["message"]
        assert stored(russian) is None

    @pytest.mark.parametrize("segment", ["", "x", "-1", "²", "9" * 30])
    def test_nonsense_is_refused(self, client, russian, editor, segment):
        url = reverse("qiao_languages:save_text", args=[russian.pk])
        assert client.post(url, {"segment": segment, "text": "x"}).status_code == 400

    def test_a_sentence_of_another_page_is_gone(self, client, russian, course, editor, languages):
        [other] = api.submit(course, [languages["ru"]])
        url = reverse("qiao_languages:save_text", args=[russian.pk])
        pk = texts.segments_of(other)[0].pk
        assert client.post(url, {"segment": pk, "text": "x", "seen": ""}).status_code == 410
        assert not StringTranslation.objects.filter(data="x").exists()

    def test_a_machines_text_is_confirmed(self, client, russian, editor):
        texts.store(russian, {segment_of(russian): Text("Машина", Unconfirmed.Reason.MACHINE)})
        assert row_of(russian).state == "unconfirmed"
        assert send(client, russian, "Машина", seen=["Машина"]).json()["state"] == "unconfirmed"
        assert api.progress(russian).translated == 0
        assert send(client, russian, "Машина", seen=["Машина"], confirm="1").json()["state"] == "done"
        assert api.progress(russian).translated == 1

    def test_broken_markup_is_told_and_kept_out(self, client, course, languages, editor):
        lesson = factories.LessonPageFactory(
            parent=course, title="链接", slug="links",
            body=[{"type": "rich_text", "value": '<p>参考<b>规程</b>和<a href="https://example.org">网页</a></p>'}],
        )  # fmt: skip
        [translation] = api.submit(lesson, [languages["ru"]])
        [row] = [row for row in all_rows(translation) if row.formatted]
        zh = row.segment.string.data
        assert '<a id="a1">' in zh
        answer = send(client, translation, '<script>x</script> <a id="a1">стр.</a>', zh=zh).json()
        assert answer["state"] == "error"
        assert "script" in answer["message"]
        assert api.progress(translation).translated == 0
        broken = row_of(translation, zh)
        assert (broken.state, broken.text) == ("error", '<script>x</script> <a id="a1">стр.</a>')
        whole = 'A & B, <b>правила</b> и <a id="a1">страница</a>'
        assert send(client, translation, whole, zh=zh, seen=[broken.text]).json()["state"] == "done"
        assert row_of(translation, zh).text == whole
        assert 'href="https://example.org">страница' in str(api.publish(translation).body[0].value)


class TestTwoAtOnce:
    def test_the_second_is_told_with_both_texts(self, client, russian, editor, person):
        other = person("ru")
        client.force_login(other)
        send(client, russian, "Первый")
        client.force_login(editor)
        answer = send(client, russian, "Второй")
        assert answer.status_code == 409
        assert (answer.json()["theirs"], answer.json()["by"]) == ("Первый", other.username)
        assert answer.json()["at"]
        assert stored(russian) == "Первый"
        assert send(client, russian, "Второй", seen=["Первый"]).status_code == 200
        assert stored(russian) == "Второй"

    def test_who_took_a_text_away_is_told_too(self, client, russian, editor):
        texts.store(russian, {segment_of(russian): Text("Было")})
        texts.store(russian, {segment_of(russian): None})
        answer = send(client, russian, "Стало", seen=["Было"])
        assert answer.status_code == 409
        assert answer.json()["theirs"] == ""

    def test_the_same_text_is_no_conflict(self, client, russian, editor):
        texts.store(russian, {segment_of(russian): Text("Одно")})
        assert send(client, russian, "Одно").json()["state"] == "done"

    def test_a_text_whose_answer_was_lost_is_no_one_elses(self, client, russian, editor):
        send(client, russian, "Поезд до")
        answer = send(client, russian, "Поезд должен", seen=["", "Поезд до"])
        assert answer.json()["state"] == "done"
        assert stored(russian) == "Поезд должен"

    def test_a_form_without_script_shows_both_and_loses_nothing(self, client, russian, editor):
        mine, other = segment_of(russian), segment_of(russian, "进站信号机设在车站入口。")
        texts.store(russian, {mine: Text("Чужой")})
        data = {
            "action": "save", f"text-{mine.pk}": "Мой", f"seen-{mine.pk}": "",
            f"text-{other.pk}": "Светофор", f"seen-{other.pk}": "",
        }  # fmt: skip
        answer = client.post(edit_url(russian), data)
        assert answer.status_code == 409
        assert "Чужой" in answer.text
        assert ">Мой</textarea>" in answer.text
        assert stored(russian) == "Чужой"
        assert stored(russian, "进站信号机设在车站入口。") == "Светофор"
        data = {"action": "save", f"text-{mine.pk}": "Мой", f"seen-{mine.pk}": "Чужой"}
        assert client.post(edit_url(russian), data).status_code == 302
        assert stored(russian) == "Мой"


class TestForm:
    def test_a_form_without_script_saves_what_was_changed(self, client, russian, editor):
        texts.store(russian, {segment_of(russian): Text("Было\nдве")})
        data = {"action": "save"}
        for row in all_rows(russian):
            data |= {f"text-{row.segment.pk}": row.text.replace("\n", "\r\n"), f"seen-{row.segment.pk}": row.seen}
        before = StringTranslation.objects.count()
        pk = segment_of(russian, "进站信号机设在车站入口。").pk
        data[f"text-{pk}"] = "Светофор"
        assert client.post(edit_url(russian), data).status_code == 302
        assert StringTranslation.objects.count() == before + 1
        assert stored(russian, "进站信号机设在车站入口。") == "Светофор"

    def test_a_text_is_confirmed_by_its_button(self, client, russian, editor):
        segment = segment_of(russian)
        texts.store(russian, {segment: Text("Машина", Unconfirmed.Reason.FUZZY)})
        name = f"confirm-{segment.pk}"
        assert name in client.get(edit_url(russian)).text
        data = {f"text-{segment.pk}": "Машина", f"seen-{segment.pk}": "Машина"}
        client.post(edit_url(russian), {"action": "save", **data, name: "1"})
        assert api.progress(russian).translated == 1

    def test_a_reviewer_publishes_what_is_in_the_boxes(self, client, russian, person):
        reviewer = person("ru", "reviewers")
        client.force_login(reviewer)
        pk = segment_of(russian).pk
        data = {"action": ["save", "publish"], f"text-{pk}": "Поезд", f"seen-{pk}": ""}
        answer = client.post(edit_url(russian), data, follow=True)
        assert "what is not translated stands there in Chinese" in answer.text
        page = russian.get_target_instance()
        assert page.live
        assert page.body[0].value["sentences"][1]["translation"] == "Поезд"
        assert PageLogEntry.objects.filter(page=page, action="wagtail.publish", user=reviewer).exists()

    def test_who_may_not_publish_does_not(self, client, russian, editor):
        client.post(edit_url(russian), {"action": "publish"})
        assert not russian.get_target_instance().live

    def test_what_forbids_publishing_is_told_beside_its_text(self, client, russian, lesson, person):
        client.force_login(person("ru", "reviewers"))
        title = segment_of(russian, lesson.title)
        texts.store(russian, {title: Text("ж" * 300)})
        answer = client.post(edit_url(russian), {"action": "publish"}, follow=True)
        assert "was not published" in answer.text
        assert not russian.get_target_instance().live
        row = row_of(russian, lesson.title)
        assert row.state == "error"
        assert "255" in row.message


class TestRights:
    def test_rights_that_end_while_the_page_is_open(self, client, russian, editor):
        editor.groups.clear()
        answer = send(client, russian, "x")
        assert answer.status_code == 403
        assert stored(russian) is None

    def test_rights_that_move_to_another_language(self, client, russian, editor, person):
        editor.groups.set(person("kk").groups.all())
        answer = send(client, russian, "x")
        assert answer.status_code == 403
        assert "kept on this device" in answer.json()["message"]
        assert stored(russian) is None

    def test_a_session_that_ended(self, client, russian, editor):
        client.logout()
        assert send(client, russian, "x").status_code == 403
        assert stored(russian) is None

    def test_another_person_who_signed_in(self, client, russian, editor, person):
        client.force_login(person("ru"))
        assert send(client, russian, "x", person=editor.pk).status_code == 403
        assert stored(russian) is None

    def test_a_translation_that_was_stopped(self, client, russian, editor):
        Translation.objects.filter(pk=russian.pk).update(enabled=False)
        assert send(client, russian, "x").status_code == 410

    def test_the_token_is_told_to_who_may_write(self, client, russian, editor, person):
        url = reverse("qiao_languages:save_text", args=[russian.pk])
        assert json.loads(client.get(url).content)["person"] == editor.pk
        client.force_login(person("kk"))
        assert client.get(url, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


def test_saving_many_costs_as_much_as_saving_few(russian, person):
    user, counts = person("ru"), []
    found = [each for each in texts.segments_of(russian) if each.context.path != "title"]
    for word, some in (("Раз", found[:3]), ("Два", found[:3]), ("Три", found)):
        seen = {each.pk: each.stored.data if each.stored else "" for each in texts.segments_of(russian)}
        typed = {each.pk: saving.Typed(f"{word} {each.pk}", (seen[each.pk],)) for each in some}
        with CaptureQueriesContext(connection) as queries:
            saving.save(russian, typed, user=user)
        counts.append(len(queries))
    # The first one is noted in the page's history; the last one has new rows and old ones.
    assert counts[2] <= counts[0] + 1
