"""Checks before submitting: each warning has a reason, and the reviewer sees which were passed over."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail_localize.models import String, StringTranslation

from lessons.models import Term
from qiao.languages import api, checking, comparing, texts
from qiao.languages.checking import Kind
from qiao.languages.models import PassedWarning
from qiao.languages.texts import Text
from tests import factories


class TestNumbers:
    @pytest.mark.parametrize(
        ("zh", "text"),
        [
            ("限速25公里/小时", "скорость 25 км/ч"),
            ("共1,234.5吨", "1 234,5 т"),
            ("3万个", "30 000 штук"),
            ("3万个", "30 тысяч"),
            ("2026年5月1日", "1 мая 2026 года"),
            ("2026年5月1日", "01.05.2026"),
            ("下午3点", "15:00"),
            ("有3个信号", "три сигнала"),
            ("硫化氢（H₂S）", "сероводород (H2S)"),
            ("长三十毫米", "длина 30 мм"),
            ("两万三千元", "23 000 юаней"),
            ("间距零点三米", "шаг 0,3 м"),
            ("百分之五十", "50 %"),
            ("１２号道岔", "стрелка № 12"),
            ("等半小时", "ждать 30 минут"),
        ],
    )
    def test_are_the_same_however_they_are_written(self, zh, text):
        assert comparing.numbers(zh, text) == ([], [])

    @pytest.mark.parametrize(
        ("zh", "text", "found"),
        [
            ("限速25公里/小时", "скорость 52 км/ч", (["25"], ["52"])),
            ("压力12.5兆帕", "давление 12,6 МПа", (["12.5"], ["12,6"])),
            ("有3个信号", "5 сигналов", (["3"], ["5"])),
            ("长36米", "длинный", (["36"], [])),
            ("长三十毫米", "длина 35 мм", ([], ["35"])),
        ],
    )
    def test_differ(self, zh, text, found):
        assert comparing.numbers(zh, text) == found


class TestUnits:
    @pytest.mark.parametrize(
        ("zh", "text", "code"),
        [
            ("间隙4毫米", "зазор 4 мм", "ru"),
            ("间隙4毫米", "зазор 4 миллиметра", "ru"),
            ("速度120公里/小时", "жылдамдығы 120 км/сағ", "kk"),
            ("等3小时", "3 soat kuting", "uz"),
            ("220V", "220 В", "tg"),
            ("面积5平方米", "5 m²", "en"),
            ("保证5安全", "5", "ru"),
            ("长36米", "без числа", "ru"),
        ],
    )
    def test_are_there_in_some_way(self, zh, text, code):
        assert comparing.measures(zh, text, code) == []

    @pytest.mark.parametrize(
        ("zh", "text", "code", "usual"),
        [
            ("间隙4毫米", "зазор 4 см", "ru", "мм"),
            ("速度120公里/小时", "скорость 120 км", "ru", "км/ч"),
            ("等3小时", "3 kuting", "uz", "soat"),
        ],
    )
    def test_are_missing_beside_their_number(self, zh, text, code, usual):
        assert [measure.usual for measure in comparing.measures(zh, text, code)] == [usual]


class TestTerms:
    @pytest.mark.parametrize(
        ("text", "meaning", "code"),
        [
            ("Перед светофором стой", "светофор", "ru"),
            ("Горят два огня", "огонь", "ru"),
            ("Тля на листьях; много тли", "тля", "ru"),
            ("Лента лежит", "капельная лента", "ru"),
            ("Это проявление", "газонефтеводопроявление (ГНВП)", "ru"),
            ("Бағдаршамдардың алдында", "бағдаршам", "kk"),
            ("Қызыл оттарға қараңыз", "от", "kk"),
            ("Svetoforlarda", "signal; svetofor", "uz"),
            ("Жол чырактын алдында", "жол чырак", "ky"),
            ("Пойыз келді", "поезд (пойыз)", "kk"),
        ],
    )
    def test_are_said_in_whatever_form(self, text, meaning, code):
        assert comparing.says(text, meaning, code)

    @pytest.mark.parametrize(
        ("text", "meaning", "code"),
        [
            ("Перед семафором стой", "светофор", "ru"),
            ("Семафордың алдында", "бағдаршам", "kk"),
            ("The lamp is red", "signal", "en"),
        ],
    )
    def test_are_said_otherwise(self, text, meaning, code):
        assert not comparing.says(text, meaning, code)


def test_placeholders_and_links_are_missing():
    assert comparing.placeholders("{name}有%(count)s个，50%", "{name}: 50 %") == ["%(count)s"]
    assert comparing.placeholders("见https://example.org/a", "см. сайт") == ["https://example.org/a"]
    zh = '看<a id="a1">这里</a>和<b>红</b>灯'
    assert comparing.tags(zh, "см. здесь") == (["这里"], ["b"])
    assert comparing.tags(zh, '<b>Красный</b> — <a id="a1">здесь</a>') == ([], [])


def give(translation, given, **kwargs):
    """Store a text for some Chinese sentences, and the word “текст” for all others; the segments by their Chinese."""
    segments = texts.segments_of(translation)
    said = {each: given.get(each.string.data, Text("текст")) for each in segments}
    texts.store(translation, said, **kwargs)
    return {each.string.data: each for each in segments}


def kinds(translation):
    return {(each.segment.string.data, each.kind) for each in checking.warnings(translation)}


@pytest.mark.django_db
class TestWarnings:
    def test_name_the_sentence_and_the_reason(self, languages, course):
        body = [factories.text_block("限速25公里/小时。注意信号机。禁止越过红灯。看{name}。停车。检查。减速。")]
        lesson = factories.LessonPageFactory(parent=course, title="规则", slug="rules", body=body, summary=[])
        api.translate(Term.objects.get(hanzi="信号机"), {languages["ru"]: {"meaning": "светофор"}})
        [russian] = api.submit(lesson, [languages["ru"]])
        give(
            russian,
            {
                "认识进站信号机。": Text("Узнавать входной светофор."),
                "限速25公里/小时。": Text("Скорость 52 км/ч."),
                "注意信号机。": Text("Внимание на семафор."),
                "禁止越过红灯。": Text("Запрещено. " * 20),
                "看{name}。": Text("Смотрите."),
                "停车。": Text("停车。"),
                "检查。": None,
                "减速。": Text("Замедлить", "machine"),
            },
        )
        assert [(each.zh, each.kind, each.reason) for each in checking.warnings(russian)] == [
            ("限速25公里/小时。", "numbers", "The Chinese has 25, the translation has 52."),
            ("注意信号机。", "term", "The agreed translation of 信号机 is “светофор”."),
            (
                "禁止越过红灯。",
                "length",
                "The translation has 219 characters; for a sentence like this about 28 are usual.",
            ),
            ("看{name}。", "placeholders", "The translation lacks {name}, which must stand there unchanged."),
            ("停车。", "same_as_source", "The translation is the Chinese text itself."),
            ("检查。", "empty", "There is no translation: readers would see Chinese."),
            (
                "减速。",
                "unconfirmed",
                "A machine wrote this and nobody has confirmed it: readers would see Chinese.",
            ),
        ]

    def test_a_code_may_stay_as_it_is(self, languages, course):
        body = [factories.text_block("CR400AF")]
        lesson = factories.LessonPageFactory(parent=course, title="型号", slug="model", body=body)
        [russian] = api.submit(lesson, [languages["ru"]])
        give(russian, {"CR400AF": Text("CR400AF")})
        assert not {kind for zh, kind in kinds(russian) if zh == "CR400AF"}

    def test_a_term_is_not_warned_of_its_own_meaning(self, languages):
        term = factories.TermFactory(hanzi="道岔", pinyin="dàochà")
        api.translate(term, {languages["ru"]: {"meaning": "стрелка"}})
        russian = api.translation_of(term.get_translation(languages["ru"]))
        give(russian, {"道岔": Text("съезд")})
        assert kinds(russian) == set()

    def test_a_term_without_a_meaning_is_not_warned_of(self, russian):
        give(russian, {})
        assert not {kind for _zh, kind in kinds(russian) if kind == Kind.TERM}

    def test_a_sentence_that_stands_twice_in_one_place_is_told_once(self, languages, course):
        body = [{"type": "rich_text", "value": "<p>参考资料</p><p>参考资料</p>"}]
        lesson = factories.LessonPageFactory(parent=course, title="资料", slug="twice", body=body)
        [russian] = api.submit(lesson, [languages["ru"]])
        assert [each.zh for each in checking.warnings(russian)].count("参考资料") == 1

    def test_cost_the_same_for_one_and_for_all(self, russian):
        give(russian, {})
        counts = []
        for segments in (texts.segments_of(russian)[:1], texts.segments_of(russian)):
            with CaptureQueriesContext(connection) as queries:
                checking.warnings(russian, segments)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 4

    def test_the_usual_length_is_that_of_the_language_once_it_has_enough(self, languages):
        zh = api.source_locale()
        assert checking.usual_length(languages["ru"]) == checking.USUAL_LENGTH
        for number in range(checking.ENOUGH):
            said = f"列车在第{number:02}站停车。"
            string = String.objects.create(locale=zh, data=said, data_hash=String._get_data_hash(said))
            StringTranslation.objects.create(
                translation_of=string, locale=languages["ru"], data="П" * 20, translation_type="manual"
            )
        assert checking.usual_length(languages["ru"]) == 2
        assert checking.usual_length(languages["kk"]) == checking.USUAL_LENGTH


@pytest.mark.django_db
class TestSubmitting:
    @pytest.fixture
    def editor(self, client, person):
        user = person("ru")
        client.force_login(user)
        return user

    def url(self, translation):
        return reverse("qiao_languages:start_review", args=[translation.get_target_instance().pk])

    def shown_to(self, user, translation):
        request = RequestFactory().get("/")
        request.user = user
        context = Context(
            {"translation": translation, "instance": translation.get_target_instance(), "request": request}
        )
        return Template("{% load qiao_checking %}{% passed_over translation instance %}").render(context)

    def test_the_warnings_are_listed_and_lead_to_their_sentences(self, client, editor, russian):
        segments = give(russian, {"红灯停车。": None})
        html = client.get(self.url(russian)).content.decode()
        edit_url = reverse("wagtailadmin_pages:edit", args=[russian.get_target_instance().pk])
        assert f'href="{edit_url}#sentence-{segments["红灯停车。"].pk}"' in html
        assert "Submit all the same" in html

    def test_what_was_passed_over_is_kept_and_shown_to_the_reviewer_alone(self, client, editor, russian, person):
        give(russian, {"红灯停车。": None, "绿灯进站。": Text("На 25 зелёных входи.")})
        client.post(self.url(russian))
        assert {(row.kind, row.passed_by) for row in PassedWarning.objects.all()} >= {
            ("empty", editor),
            ("numbers", editor),
        }
        shown = self.shown_to(person("ru", "reviewers"), russian)
        assert "The translation has 25, the Chinese has not." in shown
        assert str(editor.get_username()) in shown
        assert self.shown_to(editor, russian).strip() == ""

    def test_the_reviewer_finds_them_at_the_desk(self, client, editor, russian, person):
        segments = give(russian, {"红灯停车。": None})
        client.post(self.url(russian))
        client.force_login(person("ru", "reviewers"))
        url = reverse("wagtailadmin_pages:edit", args=[russian.get_target_instance().pk])
        html = client.get(url).content.decode()
        assert "Passed over when this was submitted" in html
        anchor = f"sentence-{segments['红灯停车。'].pk}"
        assert f'href="{url}#{anchor}"' in html
        assert f'id="{anchor}"' in html

    def test_a_warning_is_void_once_the_text_is_another_one(self, client, editor, russian):
        segments = give(russian, {"绿灯进站。": Text("На 25 зелёных входи.")})
        client.post(self.url(russian))
        assert [each.kind for each in checking.passed(russian) if each.zh == "绿灯进站。"] == ["numbers"]
        texts.store(russian, {segments["绿灯进站。"]: Text("На 26 зелёных входи.")})
        assert [each.kind for each in checking.passed(russian) if each.zh == "绿灯进站。"] == []

    def test_what_nobody_has_seen_is_not_passed_over(self, client, editor, russian):
        segments = give(russian, {})
        seen = client.get(self.url(russian)).context["seen"]
        texts.store(russian, {segments["绿灯进站。"]: Text("На 25 зелёных входи.")})
        response = client.post(self.url(russian), {"seen": seen})
        assert response.url == self.url(russian)
        assert not PassedWarning.objects.exists()
        assert not russian.get_target_instance().workflow_in_progress

    def test_broken_markup_is_refused_and_nothing_is_stored(self, client, editor, russian):
        give(russian, {"红灯停车。": Text("Стоп <script>"), "绿灯进站。": None})
        assert "Submit all the same" not in client.get(self.url(russian)).content.decode()
        with pytest.raises(ValidationError, match="can't be published"):
            api.start_review(russian, user=editor, passed=checking.warnings(russian))
        assert not PassedWarning.objects.exists()
        assert not russian.get_target_instance().workflow_in_progress

    def test_submitting_again_after_changes_keeps_only_what_was_passed_over_then(self, client, editor, russian, person):
        segments = give(russian, {"绿灯进站。": None})
        client.post(self.url(russian))
        page = russian.get_target_instance()
        page.current_workflow_task_state.reject(user=person("ru", "reviewers"))
        texts.store(russian, {segments["绿灯进站。"]: Text("На зелёный входи.")})
        client.post(self.url(russian))
        assert not PassedWarning.objects.filter(kind="empty").exists()
