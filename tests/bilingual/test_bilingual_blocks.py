"""Blocks of sentences: forms, stored values, and what wagtail-localize takes out and puts back."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db.migrations.writer import MigrationWriter
from django.test import override_settings
from wagtail import blocks as wagtail_blocks
from wagtail.fields import StreamField
from wagtail.rich_text import RichText
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor
from wagtail_localize.segments.ingest import StreamFieldSegmentsWriter

from qiao.bilingual import blocks, sentences
from qiao.bilingual.fields import SentencesField

# What is saved follows the glossary, which is in the database.
pytestmark = pytest.mark.django_db


def post(block, text, state=None):
    data = {"b": text}
    if state is not None:
        data["b-sentences"] = state if isinstance(state, str) else json.dumps(state)
    return block.value_from_datadict(data, {}, "b")


def zh(value):
    return [sentence["zh"] for sentence in value]


@pytest.fixture
def block():
    made = blocks.SentencesBlock()
    made.set_name("text")
    return made


class TestForm:
    def test_the_text_alone_is_enough(self, block):
        assert zh(block.clean(post(block, "停车。走。"))) == ["停车。", "走。"]

    @pytest.mark.parametrize(
        "state", ["", "{", "null", "3", '"x"', "{}", "[1, null, []]", '[{"id": 3}]', "[" * 100_000]
    )
    def test_a_spoiled_hidden_field_costs_nothing_of_the_text(self, block, state):
        assert zh(block.clean(post(block, "停车。", state))) == ["停车。"]

    def test_a_form_without_the_field_is_an_empty_text(self, block):
        assert block.value_from_datadict({}, {}, "b") == []

    def test_what_the_form_shows_can_be_posted_back_unchanged(self, block):
        value = sentences.build("停车。走。\tСтоп. Поехали.\n长。")
        value[2] = sentences.correct(value[2], ["zhang3"]) | {"audio": 5}
        state = block.get_form_state(value)

        assert state["text"] == "停车。走。\n长。"
        assert block.clean(post(block, state["text"], state["sentences"])) == value

    def test_pinyin_from_the_browser_is_believed_only_as_a_correction(self, block):
        pinyin = [{"hanzi": "停", "pinyin": "x", "source": "phrase", "certain": True}]

        value = post(block, "停。", [{"id": "a", "zh": "停。", "pinyin": pinyin}])

        assert value[0]["pinyin"][0]["pinyin"] == "tíng"

    def test_a_required_text_must_not_be_empty(self, block):
        with pytest.raises(ValidationError):
            block.clean(post(block, " "))

    def test_a_draft_may_be_empty(self, block):
        assert block.clean_deferred(post(block, "")) == []

    @pytest.mark.parametrize("text", ["字" * 20_000, "字。" * 10_000])
    def test_twenty_thousand_characters_are_accepted(self, block, text):
        block.clean(post(block, text))

    @pytest.mark.parametrize("length", [20_001, 150_000])
    def test_a_longer_text_is_refused_with_its_length_and_the_limit(self, block, length):
        value = post(block, "字" * length)

        with pytest.raises(ValidationError) as refused:
            block.clean(value)
        assert str(length) in str(refused.value)
        assert "20000" in str(refused.value)
        assert len(block.get_form_state(value)["text"]) == length

    def test_a_text_that_is_too_long_keeps_its_ids_while_it_is_shortened(self, block):
        value = post(block, "停车。" + "字" * 20_000, [{"id": "kept", "zh": "停车。"}])

        assert block.get_form_state(value)["sentences"][0]["id"] == "kept"

    def test_a_label_has_a_limit_of_its_own(self):
        label = blocks.LabelBlock(max_length=5)

        with pytest.raises(ValidationError, match=r"6.*5"):
            label.clean(post(label, "信号机信号机"))

    @pytest.mark.parametrize("given", [["a"], ["tíng", "chē", "tíng"], [None, "chē", None, None]])
    def test_another_number_of_syllables_is_refused_and_says_how_many_are_needed(self, block, given):
        value = post(block, "走。停车。", [{"id": "a", "zh": "停车。", "corrections": given}])

        with pytest.raises(ValidationError) as refused:
            block.clean(value)
        assert "停车。" in str(refused.value)
        assert " 2 hanzi" in str(refused.value)
        assert f"{len(given)} syllable" in str(refused.value)

    @pytest.mark.parametrize("typed", ["xx", "tíng chē", "<script>", "字", "ting9"])
    def test_what_is_no_pinyin_is_refused_and_nothing_typed_is_lost(self, block, typed):
        value = post(block, "停车。", [{"id": "a", "zh": "停车。", "corrections": [typed, None]}])

        with pytest.raises(ValidationError) as refused:
            block.clean(value)
        assert typed in str(refused.value)
        state = block.get_form_state(value)
        assert state["text"] == "停车。"
        assert state["sentences"][0]["corrections"] == [typed, None]

    @pytest.mark.parametrize("corrections", ["tíng", {"0": "tíng"}, 7, [None, None], [1, {}]])
    def test_corrections_of_another_shape_correct_nothing(self, block, corrections):
        value = post(block, "停车。", [{"id": "a", "zh": "停车。", "corrections": corrections}])

        assert [syllable["pinyin"] for syllable in block.clean(value)[0]["pinyin"]] == ["tíng", "chē"]

    def test_a_correction_for_a_text_that_was_changed_meanwhile_is_dropped(self, block):
        value = post(block, "停火车。", [{"id": "a", "zh": "停车。", "corrections": ["dìng", None]}])

        assert block.clean(value)[0]["pinyin"][0]["pinyin"] == "tíng"

    def test_the_widget_renders_the_text_escaped(self, block):
        html = block.field.widget.render("b", sentences.build('</textarea><script>alert("字")</script>'), {"id": "b"})

        assert "<script>" not in html
        assert html.count("</textarea>") == 1
        assert 'name="b-sentences"' in html


class TestStoredValue:
    def test_the_default_is_a_new_empty_list(self, block):
        assert block.get_default() == []
        assert block.get_default() is not block.get_default()

    @pytest.mark.parametrize("junk", [None, 3, "", {}, [None]])
    def test_junk_is_an_empty_list(self, block, junk):
        assert block.to_python(junk) == block.normalize(junk) == block.get_prep_value(junk) == []

    def test_a_text_given_in_code_is_stored_with_pinyin(self, block):
        stored = block.get_prep_value("停车。")

        assert stored[0]["pinyin"][0]["pinyin"] == "tíng"
        assert json.loads(json.dumps(stored)) == stored
        assert block.to_python(stored) == stored

    def test_search_finds_text_and_translation(self, block):
        value = sentences.build([("停车。", "Стоп."), "走。"])

        assert block.get_searchable_content(value) == ["停车。走。", "Стоп."]
        assert block.get_searchable_content([]) == []

    @pytest.mark.parametrize(
        "made",
        [
            blocks.SentencesBlock(required=False, dialogue=True, help_text="x"),
            blocks.LabelBlock(required=False),
            blocks.RestrictedRichTextBlock(),
            blocks.CharBlock(),
            blocks.PlainTextBlock(),
        ],
    )
    def test_a_block_can_be_written_into_a_migration(self, made):
        path, args, kwargs = made.deconstruct()

        assert path == f"qiao.bilingual.blocks.{type(made).__name__}"
        assert type(made)(*args, **kwargs).deconstruct() == (path, args, kwargs)

    def test_a_field_can_be_written_into_a_migration(self):
        _name, path, args, kwargs = SentencesField(single=True, required=True, max_length=80).deconstruct()
        copied = SentencesField(*args, **kwargs)

        assert path == "qiao.bilingual.fields.SentencesField"
        assert (copied.single, copied.dialogue, copied.blank, copied.max_length) == (True, False, False, 80)
        assert "SentencesField" in MigrationWriter.serialize(SentencesField(dialogue=True))[0]

    def test_a_stream_of_all_blocks_can_be_written_into_a_migration(self):
        text, _imports = MigrationWriter.serialize(StreamField(blocks.content_blocks()))

        assert "qiao.bilingual.blocks.SentencesBlock" in text

    def test_versions_are_compared_by_their_text(self, block):
        before, after = sentences.build("停车。"), sentences.build("停火车。")
        comparison = block.get_comparison_class()(block, True, True, before, after)

        assert "<rt" not in comparison.htmldiff()
        assert "addition" in comparison.htmldiff()


class TestTranslation:
    def test_each_sentence_is_a_segment_and_each_speaker_one(self):
        block = blocks.SentencesBlock(dialogue=True)
        value = sentences.build("司机：停。走。\n调度员：好。\n司机：好。", dialogue=True)
        segments = block.get_translatable_segments(value)

        assert [segment.string.data for segment in segments] == ["司机", "调度员", "停。", "走。", "好。", "好。"]
        assert [segment.path for segment in segments[2:]] == [sentence["id"] for sentence in value]
        assert all(segment.path.startswith("speaker-") for segment in segments[:2])
        assert len({segment.path for segment in segments}) == 6

    def test_translations_are_written_to_their_sentences(self):
        block = blocks.SentencesBlock(dialogue=True)
        value = sentences.build("司机：停。\n司机：走 & <b>。", dialogue=True)
        segments = [
            StringSegmentValue(segment.path, f"{segment.render_text()} & <перевод>")
            for segment in block.get_translatable_segments(value)
        ]

        restored = block.restore_translated_segments(value, segments)

        assert [sentence["translation"] for sentence in restored] == ["停。 & <перевод>", "走 & <b>。 & <перевод>"]
        assert {sentence["speaker_translation"] for sentence in restored} == {"司机 & <перевод>"}
        assert zh(restored) == zh(value)

    def test_a_translation_given_in_the_source_does_not_reach_another_language(self, block):
        value = sentences.build([("停。", "Стоп."), ("走。", "Поехали.")])

        restored = block.restore_translated_segments(value, [StringSegmentValue(value[0]["id"], "Stop.")])

        assert [sentence["translation"] for sentence in restored] == ["Stop.", ""]

    def test_a_sentence_without_chinese_is_not_translated(self, block):
        assert block.get_translatable_segments(sentences.normalise([{"translation": "x"}])) == []

    def test_one_changed_sentence_changes_one_segment(self, block):
        before = sentences.build("停车。走。看。")
        after = sentences.build("停车。快走。看。", previous=before)

        changed = set(map(repr, block.get_translatable_segments(after))) - set(
            map(repr, block.get_translatable_segments(before))
        )

        assert len(changed) == 1
        assert after[1]["id"] in changed.pop()

    def test_every_block_of_a_page_goes_through_extraction_and_back(self):
        field = StreamField([*blocks.content_blocks(), ("list", wagtail_blocks.ListBlock(blocks.TextBlock()))])
        stream = field.stream_block.to_python(
            field.stream_block.get_prep_value(
                field.stream_block.normalize(
                    [
                        ("text", {"heading": "标题", "sentences": "停车。走。"}),
                        ("rich_text", RichText("<p>字</p>")),
                        ("image", {"image": None, "caption": "图"}),
                        ("list", [{"heading": "", "sentences": "内。"}]),
                    ]
                )
            )
        )

        segments = StreamFieldSegmentExtractor(field).handle_stream_block(stream)
        strings = [
            segment for segment in segments if isinstance(segment, StringSegmentValue) and not segment.is_empty()
        ]
        assert [segment.string.data for segment in strings] == ["标题", "停车。", "走。", "字", "图", "内。"]

        translated = [
            StringSegmentValue(segment.path, segment.render_text() + "!") if segment in strings else segment
            for segment in segments
            if segment in strings or not isinstance(segment, StringSegmentValue)
        ]
        for order, segment in enumerate(translated):
            segment.order = order
        StreamFieldSegmentsWriter(field, None, None).handle_stream_block(stream, translated)

        assert [sentence["translation"] for sentence in stream[0].value["sentences"]] == ["停车。!", "走。!"]
        assert stream[3].value[0]["sentences"][0]["translation"] == "内。!"


class TestPicker:
    @pytest.mark.parametrize(
        "made",
        [
            blocks.SentencesBlock(),
            blocks.LabelBlock(),
            blocks.TextBlock(),
            blocks.PictureBlock(),
            blocks.RestrictedRichTextBlock(),
        ],
    )
    def test_a_block_tells_what_it_is_and_can_be_previewed(self, made):
        assert made.is_previewable
        assert made.get_description()
        assert made.meta.icon
        assert made.meta.group
        assert made.label
        assert made.render(made.get_preview_value())

    def test_formatted_text_offers_nothing_but_plain_formats(self):
        assert set(blocks.RestrictedRichTextBlock().features) == {
            "bold",
            "italic",
            "link",
            "ol",
            "ul",
            "document-link",
            "h3",
            "h4",
        }

    def test_texts_and_images_default_to_an_empty_string(self):
        assert blocks.CharBlock().get_default() == ""
        assert blocks.PlainTextBlock().get_default() == ""
        assert blocks.ImageBlock().get_prep_value(None)["alt_text"] == ""


class TestChecks:
    def errors(self, stream_blocks):
        from qiao.bilingual.checks import _errors

        field = StreamField(stream_blocks)
        return [error.msg for error in _errors(field, field.stream_block, "body")]

    def test_a_text_block_without_a_default_is_an_error_wherever_it_is(self):
        inner = wagtail_blocks.StructBlock([("name", wagtail_blocks.CharBlock()), ("ok", blocks.CharBlock())])

        found = self.errors([("list", wagtail_blocks.ListBlock(inner)), ("quote", wagtail_blocks.BlockQuoteBlock())])

        assert len(found) == 2
        assert "body.list.item.name" in found[0]
        assert "body.quote" in found[1]

    def test_our_blocks_and_blocks_with_a_default_are_no_error(self):
        assert self.errors([*blocks.content_blocks(), ("char", wagtail_blocks.CharBlock(default=""))]) == []

    @override_settings(LANGUAGE_CODE="en")
    def test_the_installed_pages_have_no_such_block(self):
        from qiao.bilingual.checks import check_text_defaults

        assert check_text_defaults(None) == []
