"""Content in and out as files: the same pages come back, and what can't be taken is refused whole, with the reason."""

import shutil

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils.translation import override
from wagtail.fields import StreamField
from wagtail.models import Page, Revision
from wagtail_localize.models import StringTranslation, Translation

from home.management.commands.demo import CONTENT
from lessons.models import LessonPage, Term
from qiao.languages import api, content, trees
from qiao.media.models import LibraryImage
from tests import factories

pytestmark = pytest.mark.django_db

LESSON = "pages/courses/railway-signalling/signals/colours-and-aspects.yaml"


@pytest.fixture
def empty_site(languages):
    """A site with nothing but its home pages."""
    for home in trees.homes():
        for page in Page.objects.child_of(home):
            page.delete()
    Term.objects.all().delete()
    LibraryImage.objects.all().delete()
    StringTranslation.objects.all().delete()
    return languages


def copy_of_demo(path, *also_without):
    """The demo's content with one of its courses, and without the pages that name another."""
    others = [path for path in (CONTENT / "pages" / "courses").glob("*.yaml") if path.stem != "railway-signalling"]
    keys = [yaml.safe_load(path.read_text(encoding="utf-8"))["key"] for path in others]
    for page in (CONTENT / "pages" / "workshops").glob("*.yaml"):
        text = page.read_text(encoding="utf-8")
        others += [page] * any(key in text for key in keys)
    without = [*(path.stem for path in others), *also_without]
    return shutil.copytree(
        CONTENT, path, ignore=shutil.ignore_patterns(*without, *(f"*{name}.yaml" for name in without))
    )


@pytest.fixture
def folder(tmp_path):
    """A copy of the demo's content to spoil, with one module of one course and without the profiles."""
    return copy_of_demo(tmp_path / "content", "working-safely", "institutions")


@pytest.fixture
def small(tmp_path, course):
    """A folder with one lesson below the course that is there; call it with changes to the file."""

    def write(**changes):
        data = {
            "type": "qiao_lessons.LessonPage",
            "key": "0d3f4a6e-8a51-4c3e-9a4c-1f1f52f4b0a1",
            "parent": str(course.translation_key),
            "languages": {"ru": "published"},
            "title": {"zh": "新课", "ru": "Новый урок"},
            "fields": {
                "body": [{"type": "text", "value": {"sentences": [[{"zh": "红灯停车。", "ru": "Красный — стой."}]]}}]
            },
        } | changes
        path = tmp_path / "small" / "pages" / "new-lesson.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        return tmp_path / "small"

    return write


def everything():
    """All that a reader can see and a translator has done, without keys that differ from site to site."""
    pages = {}
    for page in Page.objects.filter(depth__gt=1).specific().order_by("path"):
        data = page.serializable_data()
        for name in list(data):
            if name.endswith(("_at", "_revision")) or name in {
                "pk",
                "path",
                "page_ptr",
                "content_type",
                "locale",
                "owner",
            }:
                del data[name]
        if data.get("cover_image"):
            data["cover_image"] = LibraryImage.objects.get(pk=data["cover_image"]).file_hash
        streams = [field.name for field in page._meta.get_fields() if isinstance(field, StreamField)]
        pages[page.url_path, page.locale.language_code] = {
            name: str(value)
            for name, value in data.items()
            if name not in {*streams, "numchild", "has_unpublished_changes"}
        } | {name: _portable(getattr(page, name).get_prep_value()) for name in streams}
    terms = sorted(
        Term.objects.values_list("translation_key", "locale__language_code", "hanzi", "pinyin", "meaning", "field")
    )
    strings = sorted(
        StringTranslation.objects.values_list(
            "context__path", "translation_of__data", "locale__language_code", "data", "translation_type"
        )
    )
    return pages, terms, strings


def _portable(value):
    """A body with terms, courses and pictures named by what they are instead of by their keys."""
    if isinstance(value, list):
        return [_portable(item) for item in value]
    if isinstance(value, dict):
        value = dict(value)
        if value.get("type") == "item" and isinstance(value["value"], int):
            value["value"] = str(Term.objects.get(pk=value["value"]).translation_key)
        name = "value" if value.get("type") == "course" else "course"
        if isinstance(value.get(name), int):
            value[name] = str(Page.objects.get(pk=value[name]).translation_key)
        if isinstance(value.get("image"), int):
            value["image"] = LibraryImage.objects.get(pk=value["image"]).file_hash
        return {name: _portable(item) for name, item in value.items()}
    return value


def test_the_demo_exported_and_imported_into_an_empty_site_is_the_same(empty_site, tmp_path):
    content.load(copy_of_demo(tmp_path / "content", "institutions"))
    before = everything()
    content.dump(tmp_path / "out")
    for home in trees.homes():
        for page in Page.objects.child_of(home):
            page.delete()
    Term.objects.all().delete()
    LibraryImage.objects.all().delete()
    report = content.load(tmp_path / "out")
    terms = Term.objects.filter(locale=api.source_locale()).count()
    after = everything()
    assert after[0].keys() == before[0].keys()
    for address, page in after[0].items():
        assert page == before[0][address], address
    assert after[1:] == before[1:]
    assert len(report.created) == len(list((tmp_path / "out" / "pages").rglob("*.yaml"))) - 1 + terms


def test_the_demo_is_built_once_and_what_people_have_changed_stays(
    empty_site, folder, django_user_model, capsys, monkeypatch
):
    monkeypatch.setattr("home.management.commands.demo.CONTENT", folder)
    call_command("demo")
    assert "editor_ru" in capsys.readouterr().out
    russian = LessonPage.objects.get(slug="colours-and-aspects", locale=empty_site["ru"])
    translations = Translation.objects.filter(source__object_id=russian.translation_key)
    assert api.progress(translations.get(target_locale=empty_site["ru"])).percent == 100
    assert 30 < api.progress(translations.get(target_locale=empty_site["ky"])).percent < 80

    people = sorted(django_user_model.objects.values_list("username", "password"))
    before = (everything(), Revision.objects.count(), LibraryImage.objects.count())
    report = content.load(folder)
    assert (report.created, report.updated) == ([], [])
    assert (everything(), Revision.objects.count(), LibraryImage.objects.count()) == before

    lesson = LessonPage.objects.get(slug="colours-and-aspects", locale=api.source_locale())
    lesson.title = "改过的标题"
    lesson.save_revision().publish()
    revisions = Revision.objects.count()
    call_command("demo")
    lesson.refresh_from_db()
    assert lesson.title == "改过的标题"
    assert Revision.objects.count() == revisions
    assert sorted(django_user_model.objects.values_list("username", "password")) == people


def test_a_changed_file_updates_the_page_and_keeps_the_ids_of_unchanged_sentences(small, languages):
    content.load(small())
    page = LessonPage.objects.get(slug="new-lesson", locale=languages["zh-hans"])
    before = page.body[0].value["sentences"][0]["id"]
    body = [
        {
            "type": "text",
            "value": {
                "sentences": [[{"zh": "先看信号。", "ru": "Смотри."}, {"zh": "红灯停车。", "ru": "Красный — стой."}]]
            },
        }
    ]
    report = content.load(small(fields={"body": body}))
    assert report.updated == ["pages/new-lesson.yaml"]
    page = LessonPage.objects.get(slug="new-lesson", locale=languages["ru"])
    assert [each["translation"] for each in page.body[0].value["sentences"]] == ["Смотри.", "Красный — стой."]
    assert page.body[0].value["sentences"][1]["id"] == before


def test_every_state_of_a_sentence_travels(small, languages, tmp_path):
    sentences = [
        {"zh": "红灯停车。", "ru": {"text": "Стой.", "state": "machine"}},
        {"zh": "绿灯进站。", "ru": {"text": "Проезжай.", "state": "outdated", "source": "绿灯通过。"}},
        {"zh": "注意信号。"},
        {"zh": "重量很大。", "corrections": {0: "zhòng"}, "ru": "Вес < 5 т & больше"},
    ]
    content.load(small(fields={"body": [{"type": "text", "value": {"sentences": [sentences]}}]}))
    page = LessonPage.objects.get(slug="new-lesson", locale=languages["zh-hans"])
    translation = api.translation_of(page.get_translation(languages["ru"]))
    assert api.progress(translation).outdated == 1
    assert page.body[0].value["sentences"][3]["pinyin"][0]["source"] == "hand"
    content.dump(tmp_path / "out", page=page)
    data = yaml.safe_load((tmp_path / "out" / "pages" / "new-lesson.yaml").read_text(encoding="utf-8"))
    written = data["fields"]["body"][0]["value"]["sentences"][0]
    assert [{name: value for name, value in each.items() if name != "id"} for each in written] == sentences


def test_a_term_s_explanation_picture_and_source_travel(empty_site, tmp_path):
    item = {
        "key": "0d3f4a6e-8a51-4c3e-9a4c-1f1f52f4b0a2",
        "hanzi": "红灯",
        "pinyin": "hóngdēng",
        "part_of_speech": "noun",
        "field": "railway-signalling",
        "meaning": {"zh": "红灯", "ru": "красный огонь", "en": "red light"},
        "explanation": [[{"zh": "看见红灯要停车。", "ru": "Увидев красный огонь, остановитесь."}]],
        "image": "images/home-signal.png",
        "local": {"en": {"origin": "cc-cedict"}},
    }
    folder = tmp_path / "terms"
    shutil.copytree(CONTENT / "images", folder / "images")
    (folder / "snippets").mkdir()
    file = folder / "snippets" / "qiao_lessons.Term.yaml"
    data = {"type": "qiao_lessons.Term", "items": [item]}
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    content.load(folder)
    again = content.load(folder)
    russian, english = (Term.objects.get(hanzi="红灯", locale=empty_site[code]) for code in ("ru", "en"))
    assert len(again.unchanged) == 1
    assert russian.explanation[0]["translation"] == "Увидев красный огонь, остановитесь."
    assert russian.image.title == "home-signal"
    assert (english.origin, russian.origin) == ("cc-cedict", "editor")
    index = factories.CourseIndexPageFactory(parent=factories.home(), title="课程", slug="glossary-courses")
    factories.LessonPageFactory(
        parent=factories.CoursePageFactory(parent=index, title="信号", slug="signals"),
        title="灯",
        slug="lights",
        body=[("vocabulary", {"terms": [Term.objects.get(hanzi="红灯", locale=empty_site["zh-hans"])]})],
    )
    content.dump(tmp_path / "out", page=index)
    [written] = yaml.safe_load((tmp_path / "out/snippets/qiao_lessons.Term.yaml").read_text(encoding="utf-8"))["items"]
    del written["explanation"][0][0]["id"]
    assert {**written, "image": "images/home-signal.png"} == item
    assert (tmp_path / "out" / written["image"]).is_file()


def test_a_machine_s_text_is_kept_as_a_machine_s(small):
    content.load(
        small(
            fields={
                "body": [
                    {
                        "type": "text",
                        "value": {"sentences": [[{"zh": "停。", "ru": {"text": "Стой", "state": "machine"}}]]},
                    }
                ]
            }
        )
    )
    assert StringTranslation.objects.get(data="Стой").translation_type == "machine"


TEXT = {"type": "text", "value": {"sentences": [[{"zh": "红灯停车。"}]]}}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"type": "qiao_lessons.Nothing"}, "is not installed on this site"),
        ({"type": "auth.Group"}, "is not installed on this site"),
        ({"key": "seven"}, "has a UUID of its own"),
        ({"parent": "0d3f4a6e-0000-4c3e-9a4c-1f1f52f4b0a1"}, "There is no Chinese page"),
        ({"languages": {"de": "published"}}, "This site has no such language"),
        ({"languages": {"ru": "done"}}, "neither published nor draft"),
        ({"languages": ["ru"]}, "a mapping of languages"),
        ({"colour": "red"}, "unknown: colour"),
        ({"fields": {"colour": "red"}}, "unknown: colour"),
        ({"fields": {"estimated_minutes": "many"}}, "does not fit this field"),
        ({"fields": {"body": [{"type": "song", "value": {}}]}}, "There is no block “song”"),
        ({"fields": {"body": {"type": "text"}}}, "a list of blocks"),
        ({"fields": {"body": [{**TEXT, "id": "7"}]}}, "is no UUID"),
        ({"fields": {"objectives": [["认识信号。"], [{"ru": "Без китайского"}]]}}, "the Chinese"),
        ({"fields": {"objectives": [[{"zh": "认识信号。", "de": "Signale"}]]}}, "neither a language of this site"),
        ({"fields": {"objectives": [[{"zh": "认识信号。", "ru": {"text": "x", "state": "fine"}}]]}}, "text and state"),
        ({"fields": {"objectives": [[{"zh": "认识信号。", "corrections": {9: "xìn"}}]]}}, "has 4, counted from 0"),
        ({"fields": {"objectives": [[{"zh": "认识信号。", "corrections": {0: "zzz"}}]]}}, "not a pinyin syllable"),
        (
            {"fields": {"body": [{"type": "vocabulary", "value": {"terms": ["没有这个词"]}}]}},
            "There is no term “没有这个词”",
        ),
        (
            {"fields": {"body": [{"type": "image", "value": {"image": {"file": "images/none.png", "alt": "灯"}}}]}},
            "There is no file",
        ),
        (
            {"fields": {"body": [{"type": "image", "value": {"image": {"file": "../../secret.png", "alt": "灯"}}}]}},
            "There is no file",
        ),
        (
            {"fields": {"body": [{"type": "image", "value": {"image": {"file": "images/none.png"}}}]}},
            "alternative text",
        ),
        ({"title": {"zh": "", "ru": "Пусто"}}, "title"),
        ({"fields": {"trade_reviewed_on": "2026-01-01"}}, "a person and a date"),
    ],
)
def test_what_cannot_be_taken_is_refused_whole(small, changes, message):
    before = Page.objects.count(), StringTranslation.objects.count(), LibraryImage.objects.count()
    with override("en"), pytest.raises(content.ContentError) as error:
        content.load(small(**changes))
    assert message in str(error.value)
    assert "new-lesson.yaml" in str(error.value)
    assert (Page.objects.count(), StringTranslation.objects.count(), LibraryImage.objects.count()) == before


def test_all_problems_are_named_at_once(folder, empty_site):
    lesson = folder / LESSON
    lesson.write_text(lesson.read_text(encoding="utf-8").replace("type: safety", "type: song"), encoding="utf-8")
    (folder / "pages" / "about.yaml").write_text("type: [", encoding="utf-8")
    with pytest.raises(content.ContentError) as error:
        content.load(folder)
    assert "about.yaml" in str(error.value)
    assert not LessonPage.objects.exists()


def test_a_file_that_is_no_picture_is_refused(small):
    folder = small(
        fields={"body": [{"type": "image", "value": {"image": {"file": "images/signal.png", "alt": {"zh": "灯"}}}}]}
    )
    (folder / "images").mkdir()
    (folder / "images" / "signal.png").write_bytes(b"not a picture")
    with pytest.raises(content.ContentError, match="not a picture"):
        content.load(folder)


def test_a_missing_folder_and_an_empty_one_are_named(tmp_path):
    with pytest.raises(content.ContentError, match="is no folder"):
        content.load(tmp_path / "nowhere")
    with pytest.raises(content.ContentError, match="no pages and no snippets"):
        content.load(tmp_path)


def test_a_lesson_is_not_put_where_it_does_not_belong(small, home):
    with pytest.raises(content.ContentError, match="can't stand below"):
        content.load(small(parent=str(home.translation_key)))


def test_a_second_page_of_the_same_address_is_refused(small, course):
    factories.LessonPageFactory(parent=course, title="别的课", slug="new-lesson", body=[])
    with pytest.raises(content.ContentError, match="slug"):
        content.load(small())


class TestCommand:
    def test_import_says_what_it_did(self, small, capsys):
        call_command("content", "import", str(small()))
        assert "1 created, 0 updated, 0 unchanged." in capsys.readouterr().out

    def test_import_names_what_is_wrong(self, small):
        with pytest.raises(CommandError, match="Nothing was imported"):
            call_command("content", "import", str(small(type="x.Y")))

    def test_export_does_not_write_over_something(self, tmp_path):
        (tmp_path / "file").write_text("mine")
        with pytest.raises(CommandError, match="is not empty"):
            call_command("content", "export", str(tmp_path))

    def test_export_of_one_course_names_its_parent(self, course, lesson, tmp_path):
        call_command("content", "export", str(tmp_path / "out"), "--page", str(course.translation_key))
        data = yaml.safe_load((tmp_path / "out/pages/railway-signalling.yaml").read_text(encoding="utf-8"))
        assert data["parent"] == str(course.get_parent().translation_key)
        assert (tmp_path / "out/pages/railway-signalling/home-signal.yaml").exists()

    def test_export_of_an_unknown_page_is_refused(self, tmp_path):
        with pytest.raises(CommandError, match="There is no Chinese page"):
            call_command("content", "export", str(tmp_path / "out"), "--page", "999999")
