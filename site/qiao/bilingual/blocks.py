"""Blocks of bilingual content, and Wagtail's text blocks with defaults that translation can read."""

from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.compare import BlockComparison, diff_text
from wagtail.images import blocks as image_blocks
from wagtail_localize.segments import StringSegmentValue
from wagtailmedia.models import get_media_model

from . import glossary, render, sentences
from .forms import SentencesFormField

__all__ = [
    "CharBlock",
    "ImageBlock",
    "LabelBlock",
    "PictureBlock",
    "RestrictedRichTextBlock",
    "SentencesBlock",
    "TextBlock",
    "content_blocks",
]

GROUP_TEXT = _("Text")
GROUP_MEDIA = _("Pictures and media")
LABEL_LENGTH = 250
PREVIEW_TEMPLATE = "qiao/bilingual/block_preview.html"


def content_blocks():
    """(name, block) of the blocks that any page may hold."""
    return [("text", TextBlock()), ("image", PictureBlock()), ("rich_text", RestrictedRichTextBlock())]


class SentencesComparison(BlockComparison):
    """The text of two versions, without pinyin."""

    def htmlvalue(self, val):
        return escape(sentences.to_text(val))

    def htmldiff(self):
        return diff_text(sentences.to_text(self.val_a), sentences.to_text(self.val_b)).to_html()


class SentencesBlock(blocks.FieldBlock):
    """A text in one box, split into sentences that are translated one by one.

    dialogue: each line begins with who speaks. single: a label, one line that is never split. max_length: characters of
    the box. The value is a list of sentences as in `sentences`, never None.
    """

    def __init__(self, required=True, help_text=None, dialogue=False, single=False, max_length=None, **kwargs):
        self.dialogue = dialogue
        self.single = single
        self.field_options = {"required": required, "help_text": help_text, "max_length": max_length}
        super().__init__(**kwargs)

    @property
    def has_anchors(self):
        """Whether each sentence is shown as an element with an id of its own, `render.anchor`."""
        return not self.single

    @cached_property
    def field(self):
        return SentencesFormField(dialogue=self.dialogue, single=self.single, **self.field_options)

    def get_default(self):
        return sentences.complete(super().get_default())

    def normalize(self, value):
        return sentences.normalise(value, dialogue=self.dialogue, single=self.single)

    def to_python(self, value):
        return self.normalize(value)

    def get_prep_value(self, value):
        return glossary.complete(self.normalize(value))

    def get_preview_value(self):
        return sentences.complete(super().get_preview_value())

    def get_searchable_content(self, value):
        return searchable(value)

    def extract_references(self, value):
        """The recordings of the sentences, for Wagtail's list of where a medium is used."""
        return references(value)

    def get_comparison_class(self):
        return SentencesComparison

    def get_translatable_segments(self, value):
        """The strings to translate, for wagtail-localize: each sentence, and each speaker once."""
        return segments_of(value)

    def restore_translated_segments(self, value, segments):
        """The value with the translations that wagtail-localize hands back."""
        return with_segments(value, segments)

    def render_basic(self, value, context=None):
        if self.single:
            return render.label(value)
        return render.sentences(value)

    class Meta:
        icon = "pilcrow"
        default = ()
        group = GROUP_TEXT
        label = _("Chinese text")
        description = _("Chinese that is split into sentences, read with pinyin and translated sentence by sentence.")
        preview_value = "红灯亮时，列车必须在信号机前停车。绿灯亮时，列车可以进站。"
        preview_template = PREVIEW_TEMPLATE


class LabelBlock(SentencesBlock):
    """One line of Chinese that is never split: a heading, a caption, a name."""

    def __init__(self, required=True, help_text=None, max_length=LABEL_LENGTH, **kwargs):
        super().__init__(required=required, help_text=help_text, single=True, max_length=max_length, **kwargs)

    class Meta:
        icon = "title"
        label = _("Label")
        description = _("One line of Chinese, such as a heading.")
        preview_value = "进站信号机"


def searchable(value):
    """The strings of sentences that a search should find: the text, the translations and the speakers."""
    if not value:
        return []
    translations = [sentence["translation"] for sentence in value if not sentences.is_untranslated(sentence)]
    names = {sentence["speaker_translation"] for sentence in value if sentence.get("speaker_translation")}
    return [sentences.to_text(value), *translations, *sorted(names)]


def references(value):
    """The recordings of sentences as Wagtail's reference index takes them."""
    for sentence in value:
        if sentence["audio"]:
            yield get_media_model(), str(sentence["audio"]), "audio", f"{sentence['id']}.audio"


def segments_of(value):
    """The segments of sentences for wagtail-localize; the path of each is the sentence's id."""
    return [
        *(StringSegmentValue(sentences.speaker_path(name), name) for name in sentences.speakers(value)),
        *(StringSegmentValue(sentence["id"], sentence["zh"]) for sentence in value if sentence["zh"]),
    ]


def with_segments(value, segments):
    """The sentences with the translations of `segments`, and without any that is not among them."""
    translated = {segment.path: segment.render_text() for segment in segments}
    restored = []
    for sentence in value:
        sentence = {**sentence, "translation": translated.get(sentence["id"], "")}
        if "speaker" in sentence:
            sentence["speaker_translation"] = translated.get(sentences.speaker_path(sentence["speaker"]), "")
        restored.append(sentence)
    return restored


class CharBlock(blocks.CharBlock):
    """Wagtail's CharBlock with "" for a default: wagtail-localize cannot read None (its issue 918)."""

    class Meta:
        default = ""


class PlainTextBlock(blocks.TextBlock):
    """Wagtail's TextBlock with "" for a default, for the same reason."""

    class Meta:
        default = ""


class ImageBlock(image_blocks.ImageBlock):
    """Wagtail's ImageBlock, whose alternative text is "" and not None where nothing was typed."""

    def get_prep_value(self, value):
        prepared = super().get_prep_value(value)
        return {**prepared, "alt_text": prepared["alt_text"] or "", "decorative": bool(prepared["decorative"])}

    def get_searchable_content(self, value):
        return [value.contextual_alt_text] if value and value.contextual_alt_text else []


class TextBlock(blocks.StructBlock):
    """A passage of text under an optional heading."""

    heading = LabelBlock(required=False, label=_("Heading"))
    sentences = SentencesBlock(
        label=_("Text"),
        help_text=_("Type or paste the Chinese text. A table of two columns, Chinese and translation, fills both."),
    )

    def get_preview_value(self):
        return self.normalize(
            {
                "heading": sentences.build([("进站信号机", "Home signal")]),
                "sentences": sentences.build(
                    [
                        ("进站信号机设在车站入口。", "The home signal stands at the entrance of the station."),
                        ("红灯亮时，列车必须停车。", "When the red light is on, the train must stop."),
                    ]
                ),
            }
        )

    class Meta:
        icon = "doc-full"
        label = _("Text")
        group = GROUP_TEXT
        description = _("A text in Chinese with pinyin, beside its translation.")
        template = "qiao/bilingual/text.html"
        preview_template = PREVIEW_TEMPLATE


class PictureBlock(blocks.StructBlock):
    """A picture with a caption in both languages."""

    image = ImageBlock(label=_("Picture"))
    caption = LabelBlock(required=False, label=_("Caption"))

    def get_preview_value(self):
        return self.normalize({"image": None, "caption": sentences.build([("进站信号机", "Home signal")])})

    class Meta:
        icon = "image"
        label = _("Picture")
        group = GROUP_MEDIA
        description = _("A picture with a text for those who cannot see it, and a caption.")
        template = "qiao/bilingual/picture.html"
        preview_template = "qiao/bilingual/picture_preview.html"


class RestrictedRichTextBlock(blocks.RichTextBlock):
    """Formatted text in one language, for what is not taught."""

    FEATURES = ("bold", "italic", "link", "ol", "ul", "document-link", "h3", "h4")

    def __init__(self, required=True, help_text=None, **kwargs):
        kwargs.setdefault("features", list(self.FEATURES))
        super().__init__(required=required, help_text=help_text, **kwargs)

    class Meta:
        icon = "edit"
        default = ""
        label = _("Formatted text")
        group = GROUP_TEXT
        description = _("Text with bold, links and lists, without pinyin; translated as a whole.")
        template = "qiao/bilingual/rich_text.html"
        preview_value = (
            "<h3>进站信号机</h3><p>Text with <b>bold words</b>, <i>italics</i> and a list:</p><ul><li>红灯</li></ul>"
        )
        preview_template = PREVIEW_TEMPLATE
