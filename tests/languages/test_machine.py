"""What a machine translates waits for a person, however badly its server answers and by whatever way it comes."""

import gzip
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.db import IntegrityError
from django.urls import reverse
from wagtail.models import PageLogEntry
from wagtail_localize.models import StringTranslation
from wagtail_localize.strings import StringValue
from wagtail_localize.views import edit_translation, update_translations

from lessons.models import LessonPage
from qiao.languages import api, checks, content, machine, restart, texts
from qiao.languages.libretranslate import LibreTranslate, MachineError
from qiao.languages.models import Unconfirmed
from qiao.languages.preview import in_language
from qiao.languages.texts import Text
from tests import factories

pytestmark = pytest.mark.django_db

LANGUAGES = [
    {"code": "zh-Hans", "name": "Chinese", "targets": ["en", "ru", "kk", "ky", "zh-Hans"]},
    {"code": "ru", "name": "Russian", "targets": ["zh-Hans"]},
    *({"code": code, "name": code, "targets": []} for code in ("en", "kk", "ky")),
]


def russian_for(text):
    """What a good machine says: Cyrillic, another text for another Chinese one, its tags kept."""
    return "".join(chr(0x430 + ord(each) % 32) if "\u3400" <= each <= "\u9fff" else each for each in text)


class Server:
    """A translator on this machine; `answer` and `languages` say what it does, `asked` what it was asked."""

    def __init__(self):
        self.asked = []
        self.listed = 0
        self.languages = lambda: (200, LANGUAGES)
        self.answer = lambda body: (200, {"translatedText": [russian_for(text) for text in body["q"]]})
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.listed += 1
                self.reply(outer.languages())

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append(body)
                self.reply(outer.answer(body))

            def reply(self, answer):
                if callable(answer):
                    answer(self)
                    return
                status, data = answer
                data = data if isinstance(data, bytes) else json.dumps(data).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture
def server(settings):
    cache.clear()
    server = Server()
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "qiao.languages.libretranslate.LibreTranslate",
        "OPTIONS": {"LIBRETRANSLATE_URL": server.url, "API_KEY": "geheim", "TIMEOUT": 5},
    }
    yield server
    server.close()
    cache.clear()


@pytest.fixture
def press(client, person):
    """press(translation) is an editor's press of the button; returns the messages."""

    def press(translation, user=None):
        client.force_login(user or person(translation.target_locale.language_code))
        response = client.post(reverse("wagtail_localize:machine_translate", args=[translation.pk]))
        assert response.status_code == 302
        found = [str(message) for message in get_messages(response.wsgi_request)]
        client.cookies.pop("messages", None)
        return found

    return press


def stored(translation):
    return [segment.stored for segment in texts.segments_of(translation) if segment.stored]


def strings(translation):
    return {segment.string.data for segment in texts.segments_of(translation)}


def unmarked():
    """Texts of a machine that would be counted and published."""
    return StringTranslation.objects.filter(translation_type="machine", has_error=False)


def test_there_is_none_by_default(client, person, russian, press):
    assert press(russian) == ["There is no machine translation into Russian now."]
    page = client.get(reverse("wagtailadmin_pages:edit", args=[russian.get_target_instance().pk]))
    assert "machine_translate" not in page.content.decode()


class TestFilling:
    def test_every_sentence_comes_and_waits_for_a_person(self, server, russian, press, person):
        [message] = press(russian)
        count = len(stored(russian))
        assert message.startswith(f"{count} sentences were translated with LibreTranslate.")
        assert {row.translation_of.data for row in stored(russian)} == strings(russian)
        assert {texts.is_unconfirmed(row) for row in stored(russian)} == {"machine"}
        assert {row.tool_name for row in stored(russian)} == {"LibreTranslate"}
        assert (api.progress(russian).translated, api.progress(russian).outdated) == (0, 0)
        assert server.asked[0]["source"] == "zh-Hans"
        assert server.asked[0]["target"] == "ru"
        assert server.asked[0]["api_key"] == "geheim"
        assert server.asked[0]["format"] == "html"

        [entry] = PageLogEntry.objects.filter(action="qiao_languages.machine")
        assert entry.page_id == russian.get_target_instance().pk
        assert (entry.data["language"], entry.data["count"]) == ("ru", count)

        texts.confirm(russian, texts.segments_of(russian), user=person("ru"))
        assert api.progress(russian).percent == 100

    def test_a_second_press_asks_for_nothing(self, server, russian, press):
        press(russian)
        asked = len(server.asked)
        assert press(russian) == ["Every sentence has a text already."]
        assert len(server.asked) == asked

    def test_markup_and_links_are_kept(self, server, home, languages, press):
        page = factories.ContentPageFactory(
            parent=home,
            slug="links",
            body=[{"type": "rich_text", "value": '<p>看<a href="/x">规定</a>和<b>信号</b></p>'}],
        )
        [translation] = api.submit(page, [languages["ru"]])
        press(translation)
        [row] = [row for row in stored(translation) if "<b>" in row.data]
        assert row.data.count('<a id="a1">') == 1
        assert texts.is_unconfirmed(row)

    def test_what_a_person_wrote_is_left_alone(self, server, russian, press):
        first, second, *_ = texts.segments_of(russian)
        texts.store(russian, {first: Text("Моё"), second: Text("Неясно", "fuzzy")})
        press(russian)
        found = {(row.translation_of_id, row.context_id): row for row in stored(russian)}
        assert found[first.string_id, first.context_id].data == "Моё"
        assert found[second.string_id, second.context_id].data == "Неясно"

    def test_broken_text_of_a_person_is_left_alone(self, server, russian, press):
        first = texts.segments_of(russian)[0]
        texts.store(russian, {first: Text("Моё <script>")})
        press(russian)
        assert texts.segments_of(russian)[0].stored.data == "Моё <script>"

    def test_what_a_person_types_meanwhile_is_left_alone(self, server, russian, press):
        """Typed while the machine thinks, and, once more, between the look and the storing."""
        first = texts.segments_of(russian)[0]
        translator = LibreTranslate({"LIBRETRANSLATE_URL": server.url})

        def translate(source, target, strings):
            texts.store(russian, {first: Text("Моё")})
            return {string: StringValue(russian_for(string.data)) for string in strings}

        translator.translate = translate
        user = factories.UserFactory(is_superuser=True)
        machine.fill(russian, translator, user=user)
        assert texts.segments_of(russian)[0].stored.data == "Моё"
        assert texts.store(russian, {first: Text("Чужое", "machine")}, overwrite=False) == 0
        assert texts.segments_of(russian)[0].stored.data == "Моё"

    def test_one_sentence_stored_at_the_same_moment_costs_none_of_the_others(
        self, server, russian, monkeypatch, admin_user
    ):
        store, calls = texts.store, []

        def failing(*args, **kwargs):
            calls.append(args)
            if len(calls) == 1:
                raise IntegrityError
            return store(*args, **kwargs)

        monkeypatch.setattr(machine.texts, "store", failing)
        translator = LibreTranslate({"LIBRETRANSLATE_URL": server.url})
        assert machine.fill(russian, translator, user=admin_user).stored == len(stored(russian)) > 0

    def test_rights_that_end_meanwhile(self, server, russian, press, person, monkeypatch):
        editor = person("ru")
        translate = LibreTranslate.translate

        def slow(*args):
            editor.groups.clear()
            return translate(*args)

        monkeypatch.setattr(LibreTranslate, "translate", slow)
        assert press(russian, editor) == ["You can no longer change this translation: what came now was not stored."]
        assert len(server.asked) == 1
        assert stored(russian) == []

    def test_another_language_is_refused(self, server, client, russian, person):
        client.force_login(person("kk"))
        client.post(reverse("wagtail_localize:machine_translate", args=[russian.pk]))
        assert server.asked == []
        assert stored(russian) == []

    def test_it_is_asked_by_post_alone(self, server, client, russian, person):
        client.force_login(person("ru"))
        assert client.get(reverse("wagtail_localize:machine_translate", args=[russian.pk])).status_code == 405
        assert server.asked == []

    def test_a_long_page_is_asked_for_in_parts(self, server, course, languages, press):
        lesson = factories.LessonPageFactory(parent=course, slug="long", body=factories.long_body(60))
        [translation] = api.submit(lesson, [languages["ru"]])
        press(translation)
        assert len(server.asked) > 2
        assert max(len(body["q"]) for body in server.asked) == machine.CHUNK_TEXTS
        assert {row.translation_of.data for row in stored(translation)} == strings(translation)

    def test_a_slow_server_is_left_when_the_time_is_up(self, server, course, languages, admin_user):
        lesson = factories.LessonPageFactory(parent=course, slug="long", body=factories.long_body(60))
        [translation] = api.submit(lesson, [languages["ru"]])
        quick = server.answer

        def slow(body):
            time.sleep(0.3)
            return quick(body)

        server.answer = slow
        translator = LibreTranslate({"LIBRETRANSLATE_URL": server.url})
        result = machine.fill(translation, translator, user=admin_user, seconds=0.2)
        assert len(server.asked) == 1
        assert result.stored == machine.CHUNK_TEXTS
        assert result.stored + result.left == len(texts.segments_of(translation))
        assert machine.fill(translation, translator, user=admin_user).stored == result.left

    def test_a_term_is_translated_and_not_published(self, server, languages, press):
        [translation] = api.submit(factories.TermFactory(hanzi="道岔", pinyin="dàochà"), [languages["ru"]])
        press(translation)
        assert [texts.is_unconfirmed(row) for row in stored(translation)] == ["machine"]
        api.publish(translation)
        assert translation.get_target_instance().meaning == "道岔"


def hang(seconds):
    """Accept the question and say nothing."""
    return lambda handler: time.sleep(seconds)


def drip(handler):
    """A byte now and then, so that no single wait is long."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _number in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass


def cut_off(handler):
    """Half of what was promised."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"translatedText": ["')
    handler.close_connection = True


def bad_gzip(handler):
    data = gzip.compress(b"x" * 100)[:-20] + b"?" * 20
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


class TestBadAnswers:
    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            ((403, {"error": "Invalid API key"}), "refused: Invalid API key"),
            ((429, {"error": "Slowdown: 10 per minute"}), "too much to do (Slowdown: 10 per minute). Try again later"),
            ((400, {"error": "ky is not supported"}), "refused: ky is not supported"),
            ((500, b"<html><h1>Internal Server Error</h1></html>"), "refused: status 500"),
            ((302, b""), "refused: status 302"),
            ((204, b""), "refused: status 204"),
            ((200, b'{"translatedText": ["\xd0\x9a'), "can't be read"),
            ((200, b"<html>welcome</html>"), "can't be read"),
            ((200, b"null"), "can't be read"),
            ((200, {"translatedText": ["один"]}), "does not fit the question"),
            ((200, {"translatedText": "один"}), "does not fit the question"),
            ((200, {"translatedText": None}), "does not fit the question"),
            ((200, ["один"]), "does not fit the question"),
            ((200, b"x" * 3_000_000), "can't be reached"),
            (cut_off, "can't be"),
            (bad_gzip, "can't be reached"),
        ],
    )
    def test_is_said_and_stores_nothing(self, server, russian, press, answer, said):
        server.answer = lambda body: answer
        [message] = press(russian)
        assert said in message
        assert stored(russian) == []

    @pytest.mark.parametrize("answer", [hang(2), drip])
    def test_never_answering_ends_in_time(self, server, russian, press, answer, settings):
        settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR["OPTIONS"]["TIMEOUT"] = 0.3
        server.answer = lambda body: answer
        before = time.monotonic()
        [message] = press(russian)
        assert "did not answer in time" in message
        assert time.monotonic() - before < 2
        assert stored(russian) == []

    def test_a_server_that_went_away(self, server, russian, press, client):
        LibreTranslate({"LIBRETRANSLATE_URL": server.url}).can_translate(russian.source.locale, russian.target_locale)
        server.close()
        [message] = press(russian)
        assert "can't be reached" in message
        assert "geheim" not in message

    def test_half_an_answer_is_half_stored(self, server, russian, press):
        server.answer = lambda body: (
            200,
            {
                "translatedText": [
                    russian_for(text) if n % 2 else (None, "")[n % 4 // 2] for n, text in enumerate(body["q"])
                ]
            },
        )
        told, warned = press(russian)
        assert "were translated with LibreTranslate" in told
        assert "stay untranslated" in warned
        assert "came back empty" in warned
        segments = texts.segments_of(russian)
        assert 0 < len([segment for segment in segments if segment.stored]) < len(segments)

    def test_what_came_before_a_failure_is_kept(self, server, course, languages, press):
        lesson = factories.LessonPageFactory(parent=course, slug="long", body=factories.long_body(60))
        [translation] = api.submit(lesson, [languages["ru"]])
        good = server.answer
        server.answer = lambda body: good(body) if len(server.asked) < 2 else (500, b"")
        told, problem = press(translation)
        assert "25 sentences were translated" in told
        assert "status 500" in problem
        assert len(stored(translation)) == 25

    @pytest.mark.parametrize(
        ("source", "text", "language", "reason"),
        [
            ("红灯停车。", "", "ru", machine.MISSING),
            ("红灯停车。", "红灯停车。", "ru", machine.UNTRANSLATED),
            ("红灯停车。", "紅燈停車。", "ru", machine.OTHER_LANGUAGE),
            ("红灯停车。", "Stop at the red light.", "ru", machine.OTHER_LANGUAGE),
            ("红灯停车。", "Стой на красный.", "en", machine.OTHER_LANGUAGE),
            ("红灯停车。", "Қызыл шамда тоқта.", "uz", machine.OTHER_LANGUAGE),
            ("红灯停车。", "1 2 3", "ru", machine.OTHER_LANGUAGE),
            ("红灯停车。", "Стой " * 200, "ru", machine.TOO_LONG),
            ("红灯停车。", "<p>Стой</p>", "ru", machine.BROKEN),
            ("红灯停车。", "<b>Стой</b>", "ru", machine.BROKEN),
            ("红灯停车。", "Стой <script>alert(1)</script>", "ru", machine.BROKEN),
            ('看<a id="a1">规定</a>。', "См. правила.", "ru", machine.BROKEN),
            ('看<a id="a1">规定</a>。', 'См. <a id="a2">правила</a>.', "ru", machine.BROKEN),
            ("看<b>规定</b>。", "См. <b>правила.", "ru", machine.BROKEN),
            ("红灯停车。", "Стой на красный.", "ru", ""),
            ("红灯停车。", "Qizil chiroqda toʻxtang.", "uz", ""),
            ("红灯停车。", "بر چراغ قرمز بایست", "fa", ""),
            ("红灯停车。", "Halt bei Rot.", "de", ""),
            ("“信号”这个词。", "Слово «信号».", "ru", ""),
            ("CTCS-3和ETCS。", "CTCS-3 и ETCS.", "ru", ""),
            ('看<a id="a1">规定</a>。', 'См. <a id="a1">правила</a>.', "ru", ""),
            ("GSM-R", "GSM-R", "ru", ""),
            ("120", "120", "ru", ""),
        ],
    )
    def test_each_text_is_judged(self, source, text, language, reason):
        assert machine.fault_of(source, text, language) == reason

    def test_russian_for_kazakh_is_noticed_in_the_whole(self, server, lesson, languages, press):
        [translation] = api.submit(lesson, [languages["kk"]])
        server.answer = lambda body: (200, {"translatedText": ["Поезд остановится у светофора"] * len(body["q"])})
        [message] = press(translation)
        assert "came back in another language" in message
        assert stored(translation) == []

    def test_kazakh_for_russian_is_noticed_in_the_whole(self, server, russian, press):
        server.answer = lambda body: (200, {"translatedText": ["Қызыл бағдаршамда тоқтаңыз"] * len(body["q"])})
        [message] = press(russian)
        assert "came back in another language" in message
        assert stored(russian) == []


class TestOffer:
    """The button is there for what the server can do, and a server without an answer hides it."""

    def can(self, server, languages, code):
        return LibreTranslate({"LIBRETRANSLATE_URL": server.url}).can_translate(languages["zh-hans"], languages[code])

    def test_shown_for_what_the_server_has(self, server, client, person, press, lesson, languages):
        for code, shown in (("ru", True), ("tg", False)):
            [translation] = api.submit(lesson, [languages[code]])
            client.force_login(person(code))
            page = client.get(reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk]))
            assert ("machine_translate" in page.content.decode()) == shown
            [message] = press(translation)
            assert message.startswith("There is no machine translation") != shown

    def test_the_names_of_older_servers(self, server, languages):
        server.languages = lambda: (200, [{"code": "zh", "name": "Chinese"}, {"code": "kk", "name": "Kazakh"}])
        assert self.can(server, languages, "kk")
        assert not self.can(server, languages, "ky")

    def test_the_server_is_asked_once(self, server, languages):
        assert self.can(server, languages, "ru")
        assert self.can(server, languages, "kk")
        assert server.listed == 1

    @pytest.mark.parametrize("answer", [(500, b""), (200, b"?"), (200, {}), (200, [1, {"code": None}]), (200, [])])
    def test_hidden_where_the_list_is_none(self, server, languages, answer):
        server.languages = lambda: answer
        assert not self.can(server, languages, "ru")
        assert not self.can(server, languages, "ru")
        assert server.listed == 1

    def test_hidden_where_nobody_listens(self, server, client, person, russian):
        server.close()
        client.force_login(person("ru"))
        page = client.get(reverse("wagtailadmin_pages:edit", args=[russian.get_target_instance().pk]))
        assert page.status_code == 200
        assert "machine_translate" not in page.content.decode()

    def test_a_list_that_never_comes(self, server, languages, monkeypatch):
        monkeypatch.setattr("qiao.languages.libretranslate.LANGUAGES_SECONDS", 0.2)
        server.languages = lambda: hang(2)
        before = time.monotonic()
        assert not self.can(server, languages, "ru")
        assert time.monotonic() - before < 1.5

    def test_asked_for_a_language_that_it_has_not(self, server, languages):
        with pytest.raises(MachineError, match="does not translate"):
            LibreTranslate({"LIBRETRANSLATE_URL": server.url}).translate(
                languages["zh-hans"], languages["tg"], [StringValue("红灯")]
            )

    def test_an_address_that_is_none_is_refused_at_start_up(self, settings):
        for url, refused in (("translate.local:5000", True), ("", True), ("https://translate.local", False)):
            settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": "", "OPTIONS": {"LIBRETRANSLATE_URL": url}}
            assert ("qiao_languages.E007" in [each.id for each in checks.check_settings(None)]) == refused


class TestNoWayAround:
    """No path of wagtail-localize stores a machine's text that counts."""

    @pytest.fixture
    def dummy(self, settings):
        settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
            "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
        }

    def test_upstream_s_own_function(self, dummy, russian, admin_user):
        translator = edit_translation.get_machine_translator()
        edit_translation.apply_machine_translation(russian.pk, admin_user, translator)
        assert stored(russian)
        assert not unmarked().exists()
        assert {texts.is_unconfirmed(row) for row in stored(russian)} == {"machine"}
        assert api.progress(russian).translated == 0

    @pytest.mark.parametrize("view", ["ours", "upstream"])
    def test_the_box_beside_carrying_on(self, dummy, client, rf, russian, admin_user, view):
        data = {"use_machine_translation": "on", "publish_translations": "on"}
        if view == "ours":
            client.force_login(admin_user)
            url = reverse("wagtail_localize:update_translations", args=[russian.source_id])
            assert "use_machine_translation" not in client.get(url).content.decode()
            client.post(url, data)
            assert not stored(russian)
        else:
            request = rf.post("/", data)
            request.user, request._messages = admin_user, SimpleNamespace(add=lambda *args, **kwargs: None)
            update_translations.UpdateTranslationsView.as_view()(request, translation_source_id=russian.source_id)
            assert stored(russian)
        assert not unmarked().exists()
        assert api.progress(russian).translated == 0

    def test_a_file_that_says_it_is_a_machine_s(self, russian):
        po = russian.export_po()
        for entry in po:
            entry.msgstr = "Текст"
        russian.import_po(po, translation_type="machine")
        assert stored(russian)
        assert not unmarked().exists()

    def test_the_address_of_upstream_is_ours(self):
        from django.urls import resolve

        for name, args in (("machine_translate", [1]), ("update_translations", [1])):
            function = resolve(reverse(f"wagtail_localize:{name}", args=args)).func
            view = getattr(function, "__wrapped__", function)
            assert getattr(view, "view_class", view).__module__.startswith("qiao.languages"), name


class TestUnseen:
    """The whole way of a text that nobody confirmed."""

    @pytest.fixture
    def filled(self, russian):
        texts.store(russian, {segment: Text("Машина", "machine") for segment in texts.segments_of(russian)})
        return russian

    def says(self, page):
        return "Машина" in json.dumps(page.serializable_data(), default=str, ensure_ascii=False)

    def test_not_in_the_draft_the_review_or_what_is_published(self, filled, person, django_capture_on_commit_callbacks):
        api.save_draft(filled, user=person("ru"))
        assert not self.says(filled.get_target_instance().get_latest_revision_as_object())
        state = api.start_review(filled, user=person("ru"))
        with django_capture_on_commit_callbacks(execute=True):
            state.current_task_state.approve(user=person("ru", "reviewers"))
        page = filled.get_target_instance()
        assert page.live
        assert not self.says(page)
        assert page.title == "进站信号机"

    def test_not_by_upstream_s_publish(self, filled, client, admin_user, django_capture_on_commit_callbacks):
        client.force_login(admin_user)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(
                reverse("wagtailadmin_pages:edit", args=[filled.get_target_instance().pk]), {"action": "publish"}
            )
        page = filled.get_target_instance()
        assert page.live
        assert not self.says(page)

    def test_not_when_the_chinese_is_carried_on(self, filled, lesson, django_capture_on_commit_callbacks):
        api.publish(filled)
        lesson.estimated_minutes = 40
        with django_capture_on_commit_callbacks(execute=True):
            lesson.save_revision().publish()
        page = filled.get_target_instance()
        assert page.estimated_minutes == 40
        assert not self.says(page)
        assert len(Unconfirmed.objects.all()) == len(stored(filled))

    def test_a_confirmed_text_stays_when_the_machine_fills_the_rest(self, server, russian, press, person):
        first = texts.segments_of(russian)[0]
        texts.store(russian, {first: Text("Подтверждено")}, user=person("ru"))
        api.publish(russian)
        press(russian)
        assert api.publish(russian).title == "Подтверждено"

    def test_is_shown_in_the_preview_of_the_chinese_page(self, filled, lesson):
        assert in_language(lesson, filled.target_locale).title == "Машина"

    def test_broken_markup_is_not_shown_there(self, filled, lesson, languages):
        first = texts.segments_of(filled)[0]
        texts.store(filled, {first: Text("<script>alert(1)</script>")})
        assert in_language(lesson, filled.target_locale).title == lesson.title

    def test_who_types_confirms(self, filled, client, person):
        client.force_login(person("ru"))
        segment = texts.segments_of(filled)[0]
        url = reverse("wagtail_localize:edit_string_translation", args=[filled.pk, segment.pk])
        client.put(url, "value=x", content_type="application/x-www-form-urlencoded")
        assert not Unconfirmed.objects.filter(string_translation=segment.stored).exists()
        assert api.progress(filled).translated == 1

    def test_a_later_fault_of_a_typed_text_does_not_make_it_a_machine_s(self, filled, client, person):
        client.force_login(person("ru"))
        segment = texts.segments_of(filled)[0]
        url = reverse("wagtail_localize:edit_string_translation", args=[filled.pk, segment.pk])
        client.put(url, "value=x", content_type="application/x-www-form-urlencoded")
        row = StringTranslation.objects.get(pk=segment.stored.pk)
        row.has_error, row.field_error = True, "Too long."
        row.save()
        assert not texts.is_unconfirmed(texts.segments_of(filled)[0].stored)

    def test_what_was_typed_while_translation_was_off_counts(self, filled):
        api.publish(filled)
        filled.enabled = False
        filled.save()
        page = filled.get_target_instance()
        page.body[0].value["sentences"][0]["translation"] = "Напечатано"
        page.body[0].value["sentences"][1]["translation"] = "Машина"
        page.save_revision().publish()
        assert restart.take_over(filled) == 2
        rows = {row.translation_of.data: row for row in stored(filled)}
        for zh, text in (("进站信号机设在车站入口。", "Напечатано"), ("红灯亮时，列车必须停车。", "Машина")):
            assert (rows[zh].data, rows[zh].has_error, texts.is_unconfirmed(rows[zh])) == (text, False, "")

    def test_a_person_s_offer_takes_its_place(self, filled, lesson, languages):
        key = lesson.body[0].value["sentences"][0]["id"]
        api.offer_translations(lesson, languages["ru"], {key: "От человека"})
        [row] = [row for row in stored(filled) if row.context.path.endswith(key)]
        assert (row.data, row.has_error) == ("От человека", False)

    def test_a_translation_from_a_table_takes_its_place(self, languages):
        term = factories.TermFactory(hanzi="道岔", pinyin="dàochà")
        [translation] = api.submit(term, [languages["ru"]])
        texts.store(translation, {segment: Text("машина", "machine") for segment in texts.segments_of(translation)})
        api.translate(term, {languages["ru"]: {"meaning": "стрелка"}})
        assert translation.get_target_instance().meaning == "стрелка"
        assert not Unconfirmed.objects.exists()

    @pytest.mark.parametrize("reason", Unconfirmed.Reason.values)
    def test_travels_as_what_it_is(self, russian, lesson, course, tmp_path, reason):
        first, _untranslated, *others = texts.segments_of(russian)
        given = {first: Text("Сомнительно", reason)} | {each: Text("Готово") for each in others}
        texts.store(russian, given)
        api.publish(russian)
        content.dump(tmp_path / "out", page=LessonPage.objects.get(pk=lesson.pk))
        assert f"state: {reason}" in (tmp_path / "out" / "pages" / "home-signal.yaml").read_text()

        def state():
            return sorted((row.translation_of.data, row.data, texts.is_unconfirmed(row)) for row in stored(russian))

        before = state()
        content.load(tmp_path / "out")
        assert state() == before
        assert not content.load(tmp_path / "out").updated
        StringTranslation.objects.filter(context__object_id=lesson.translation_key).delete()
        content.load(tmp_path / "out")
        assert state() == before
        assert russian.get_target_instance().title == lesson.title

    def test_a_file_confirms_and_takes_back(self, russian, lesson, tmp_path):
        first = texts.segments_of(russian)[0]
        texts.store(russian, {first: Text("Сомнительно", "machine")})
        content.dump(tmp_path / "out", page=LessonPage.objects.get(pk=lesson.pk))
        path = tmp_path / "out" / "pages" / "home-signal.yaml"
        marked = path.read_text()
        path.write_text(marked.replace("state: machine", "state: translated"))
        content.load(tmp_path / "out")
        assert not Unconfirmed.objects.exists()
        assert not texts.segments_of(russian)[0].stored.has_error
        path.write_text(marked)
        content.load(tmp_path / "out")
        assert texts.is_unconfirmed(texts.segments_of(russian)[0].stored) == "machine"


def test_nothing_listens_on_the_port_of_a_closed_server(server):
    """What the tests of a server that went away stand on."""
    server.close()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(server.http.server_address, timeout=1)
