"""A teacher records a sentence in the editor, and a reader hears it; a dialogue is followed line after line."""

import json
import re

import pytest

from tests import sounds

# What is heard on a page: the script's own player is in no document.
PLAYERS = """
window.players = [];
window.Audio = class extends window.Audio { constructor(...given) { super(...given); window.players.push(this); } };
"""
HURRY = "window.players.forEach(player => { player.playbackRate = 16; })"
HEARD = "window.players.some(player => !player.paused && player.currentTime > 0.2)"
DIALOGUE = "/en/courses/railway-signalling/signals/home-signal/"
VOICE = """
const voice = {name: "Ting-Ting", lang: "zh-CN", localService: %s, voiceURI: "ting", default: false};
window.said = [];
speechSynthesis.getVoices = () => [voice];
speechSynthesis.speak = (said) => { window.said.push(said.text); said.dispatchEvent(new Event("start")); };
window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
"""


@pytest.fixture
def listen(look):
    """listen(path) opens a page whose player can be watched."""

    def opened(path, *scripts, **options):
        page = look("about:blank", **{"locale": "en-GB", **options})
        for script in (PLAYERS, *scripts):
            page.add_init_script(script)
        page.goto(path)
        return page

    return opened


def current(page):
    """The ids of what is marked as heard now."""
    return page.locator("main .pair[aria-current=true]").evaluate_all("pairs => pairs.map(pair => pair.id)")


class TestEditor:
    @pytest.fixture
    def lesson(self, signed_in, demo):
        """The form of a new lesson whose aims are two sentences, the first one opened."""

        def opened(*scripts, title=""):
            editor = signed_in("editor_zh-hans", locale="en-GB")
            for script in scripts:
                editor.add_init_script(script)
            editor.goto(f"/admin/pages/add/qiao_lessons/lessonpage/{demo['ids']['course']['zh-hans']}/")
            editor.fill("#id_title", title)
            editor.fill("#id_objectives", "红灯停车。绿灯进站。")
            self.sentence(editor, 1).wait_for()
            self.sentence(editor, 0).locator(".qiao-sentences__sentence").click()
            return editor

        return opened

    def sentence(self, editor, number):
        """A sentence in the list under the box."""
        return editor.locator(".qiao-sentences", has=editor.locator("#id_objectives")).locator("li").nth(number)

    def recorder(self, editor):
        return self.sentence(editor, 0).locator(".qiao-recorder")

    def kept(self, editor):
        """The recordings that the form keeps of each sentence."""
        state = editor.locator("[name=objectives-sentences]").input_value()
        return [sentence.get("audio") for sentence in json.loads(state)]

    def record(self, editor):
        recorder = self.recorder(editor)
        recorder.locator("button").first.click()
        recorder.get_by_role("status").filter(has_text=re.compile("2")).wait_for()
        recorder.locator("button").first.click()
        recorder.locator("audio").wait_for()
        self.sentence(editor, 0).locator(".qiao-recorder__mark").wait_for()

    def test_a_recorded_sentence_is_heard_by_readers(self, lesson, listen):
        editor = lesson(title="录音")
        editor.wait_for_function("document.querySelector('#id_slug').value === 'lu-yin'")
        self.record(editor)
        assert self.sentence(editor, 1).locator(".qiao-recorder__mark").count() == 0
        editor.get_by_role("button", name=re.compile("More actions|更多")).first.click()
        with editor.expect_navigation():
            editor.locator("[name=action-publish]").click()
        assert editor.faults == []

        page = listen("/zh-hans/courses/railway-signalling/lu-yin/")
        links = page.locator("a.listen")
        assert links.count() == 1
        assert "红灯停车。" in links.first.get_attribute("aria-label")
        for name in ("href", "data-aac"):
            assert page.request.get(links.first.get_attribute(name)).ok
        links.first.click()
        page.wait_for_function(HEARD)
        assert len(current(page)) == 1
        assert page.url.endswith("/lu-yin/")

    def test_a_changed_sentence_shows_that_its_recording_is_gone_until_the_text_comes_back(self, lesson):
        editor = lesson()
        self.record(editor)
        [audio, nothing] = self.kept(editor)
        assert nothing is None
        editor.fill("#id_objectives", "红灯必须停车。绿灯进站。")
        editor.locator(".qiao-recorder__lost").wait_for()
        assert self.kept(editor) == [None, None]
        assert editor.locator(".qiao-recorder__mark").count() == 0
        editor.fill("#id_objectives", "红灯停车。绿灯进站。")
        editor.locator(".qiao-recorder__mark").wait_for()
        assert editor.locator(".qiao-recorder__lost").count() == 0
        assert self.kept(editor) == [audio, None]

    def test_corrected_pinyin_and_a_recording_stay_together(self, lesson):
        editor = lesson()
        self.record(editor)
        audio = self.kept(editor)[0]
        syllable = self.sentence(editor, 0).locator("input.qiao-sentences__syllable").first
        syllable.fill("hong4")
        syllable.press("Enter")
        editor.locator(".qiao-sentences__item rt", has_text="hòng").first.wait_for()
        assert self.kept(editor)[0] == audio
        assert self.recorder(editor).locator("audio").is_visible()

    def test_a_recording_is_removed(self, lesson):
        editor = lesson()
        self.record(editor)
        self.recorder(editor).locator("button").last.click()
        editor.wait_for_function("!JSON.parse(document.querySelector('[name=objectives-sentences]').value)[0].audio")
        editor.wait_for_timeout(800)
        assert self.kept(editor) == [None, None]
        assert editor.locator(".qiao-recorder__mark, .qiao-recorder__lost").count() == 0

    def test_a_file_is_taken_and_a_bad_one_is_refused_with_a_reason(self, lesson):
        editor = lesson()
        chooser = self.recorder(editor).locator("input[type=file]")
        chooser.set_input_files({"name": "word.mp3", "mimeType": "audio/mpeg", "buffer": b"x" * 900})
        self.recorder(editor).locator(".qiao-recorder__status--error").wait_for()
        assert self.kept(editor) == [None, None]
        wrong_suffix = {"name": "word.mp3", "mimeType": "audio/mpeg", "buffer": sounds.tone(1, "wav")}
        self.recorder(editor).locator("input[type=file]").set_input_files(wrong_suffix)
        self.recorder(editor).locator("audio").wait_for()
        assert self.kept(editor)[0]

    @pytest.mark.parametrize("name", ["NotAllowedError", "NotFoundError"])
    def test_a_microphone_that_is_refused_or_missing_is_explained(self, lesson, name):
        editor = lesson(f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{name}'))")
        self.recorder(editor).locator("button").first.click()
        self.recorder(editor).locator(".qiao-recorder__status--error").wait_for()
        assert self.kept(editor) == [None, None]

    def test_a_browser_that_cannot_record_still_takes_a_file(self, lesson):
        editor = lesson("delete window.MediaRecorder")
        self.recorder(editor).locator("button").first.click()
        self.recorder(editor).locator(".qiao-recorder__status--error").wait_for()
        tone = {"name": "a.wav", "mimeType": "audio/wav", "buffer": sounds.tone(1, "wav")}
        self.recorder(editor).locator("input[type=file]").set_input_files(tone)
        self.recorder(editor).locator("audio").wait_for()

    def test_a_term_is_recorded_beside_its_chooser(self, signed_in):
        editor = signed_in("editor_zh-hans", locale="en-GB")
        editor.goto("/admin/snippets/qiao_lessons/term/add/")
        editor.fill("#id_hanzi", "汽笛")
        recorder = editor.locator(".qiao-recorder")
        recorder.locator("button").first.click()
        recorder.get_by_role("status").filter(has_text=re.compile("2")).wait_for()
        recorder.locator("button").first.click()
        recorder.locator("audio").wait_for()
        assert int(editor.locator("#id_audio").input_value()) > 0
        assert editor.locator("#id_audio-chooser [data-chooser-title]").inner_text() == "汽笛"


class TestReader:
    def test_a_dialogue_is_followed_line_by_line_paused_and_ends(self, listen):
        page = listen(DIALOGUE)
        dialogue = page.locator(".dialogue")
        lines = dialogue.locator(".pair:has(a.listen)").evaluate_all("pairs => pairs.map(pair => pair.id)")
        assert len(lines) == 8
        button = dialogue.get_by_role("button").first
        button.click()
        page.wait_for_function(HEARD)
        assert current(page) == lines[:1]
        button.click()
        assert page.evaluate("window.players.every(player => player.paused)")
        assert current(page) == lines[:1]
        button.click()
        page.wait_for_function(HEARD)
        for following in lines[1:]:
            # The rest of each line is not waited for.
            page.evaluate(HURRY)
            page.wait_for_function(
                "id => document.getElementById(id).getAttribute('aria-current') === 'true'", arg=following
            )
            assert current(page) == [following]
            page.wait_for_function(HEARD)
            place = dialogue.locator(f"#{following}").bounding_box()
            assert 0 <= place["y"] < page.viewport_size["height"]
        page.evaluate(HURRY)
        page.wait_for_function("!document.querySelector('[aria-current=true].pair')")
        assert button.get_attribute("data-state") == "ready"
        assert page.faults == []

    def test_a_line_that_is_pressed_takes_over_and_pressed_again_stops(self, listen):
        page = listen(DIALOGUE)
        page.locator(".dialogue .play").click()
        page.wait_for_function(HEARD)
        link = page.locator(".dialogue a.listen").nth(2)
        link.click()
        page.wait_for_function(HEARD)
        assert page.locator(".dialogue .play").get_attribute("data-state") == "ready"
        assert current(page) == [link.locator("xpath=ancestor::*[@class='pair']").get_attribute("id")]
        link.click()
        assert current(page) == []

    def test_the_speed_is_chosen_and_kept_on_the_device(self, listen):
        page = listen(DIALOGUE)
        speeds = page.locator(".speed option").evaluate_all("options => options.map(option => option.value)")
        assert speeds == ["0.6", "0.7", "0.8", "0.9", "1", "1.1", "1.2"]
        page.locator(".speed").select_option("0.6")
        page.reload()
        assert page.locator(".speed").input_value() == "0.6"
        page.locator(".dialogue a.listen").first.click()
        page.wait_for_function(HEARD)
        assert page.evaluate("window.players.map(player => [player.playbackRate, player.preservesPitch])") == [
            [0.6, True]
        ]
        page.locator(".speed").select_option("1.2")
        assert page.evaluate("window.players[0].playbackRate") == 1.2

    def test_safari_is_given_aac(self, listen):
        page = listen(DIALOGUE, "HTMLMediaElement.prototype.canPlayType = () => ''")
        page.locator(".dialogue a.listen").first.click()
        page.wait_for_function(HEARD)
        assert page.evaluate("window.players[0].src").endswith(".m4a")

    def test_a_computer_voice_is_called_one_where_it_is_heard(self, look, demo):
        page = look(demo["pages"]["lesson"]["en"], locale="en-GB")
        link = page.locator(".pair a.listen").first
        assert link.get_by_text("computer voice").is_visible()
        assert "computer voice" in link.get_attribute("aria-label").lower()

    def test_without_script_a_link_opens_the_file(self, look):
        page = look(DIALOGUE, java_script_enabled=False)
        assert page.locator(".dialogue a.listen").count() == 8
        assert not page.locator(".dialogue .play").is_visible()
        assert not page.locator(".listening").is_visible()
        assert page.request.get(page.locator(".dialogue a.listen").first.get_attribute("href")).ok

    def test_nothing_is_fetched_before_it_is_played(self, listen):
        page = listen("about:blank")
        fetched = []
        page.on("request", lambda request: fetched.append(request.url))
        page.goto(DIALOGUE, wait_until="networkidle")
        assert [url for url in fetched if "/media/" in url and not url.endswith((".webp", ".png", ".jpg"))] == []


class TestDeviceVoice:
    def test_there_is_no_button_without_a_chinese_voice(self, listen):
        page = listen(DIALOGUE)
        assert page.evaluate("speechSynthesis.getVoices().filter(voice => voice.lang.startsWith('zh')).length") == 0
        assert not page.locator(".try-voice").is_visible()
        assert page.locator("button.listen").count() == 0

    def test_a_voice_that_asks_a_server_is_not_offered(self, listen):
        page = listen(DIALOGUE, VOICE % "false")
        page.wait_for_selector(".listening:not([hidden])")
        assert not page.locator(".try-voice").is_visible()

    @pytest.mark.parametrize("path", [DIALOGUE, "/en/courses/railway-signalling/working-safely/block-sections/"])
    def test_it_is_offered_only_after_somebody_has_heard_it(self, listen, path):
        page = listen(path, VOICE % "true")
        page.locator(".try-voice").click()
        assert page.locator("button.listen").count() == 0
        page.locator(".heard [value=no]").click()
        assert page.locator("button.listen").count() == 0
        page.locator(".try-voice").click()
        page.locator(".heard [value=yes]").click()
        spoken = page.locator("button.listen")
        assert spoken.count() > 0
        assert page.locator(".pair:has(a.listen) button.listen").count() == 0
        spoken.first.click()
        said = page.evaluate("window.said.at(-1)")
        assert re.search("[一-龥]{3}", said)
        assert not re.search("[a-zāáǎà]", said)
        page.reload()
        page.locator("button.listen").first.wait_for()

    def test_it_has_no_barriers(self, listen, axe):
        page = listen(DIALOGUE, VOICE % "true", width=390)
        page.locator(".try-voice").click()
        page.locator(".heard [value=yes]").click()
        page.evaluate(axe)
        found = page.evaluate("() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag22aa', 'best-practice']})")
        assert [one["id"] for one in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
