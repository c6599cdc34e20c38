"""StreamField values as plain data and back: what an author would write by hand, ids and languages included."""

import uuid

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail_localize.strings import extract_strings

from qiao.bilingual import sentences, validation
from qiao.bilingual.blocks import SentencesBlock

from . import files
from .errors import ProblemError
from .texts import stored

SENTENCE_KEYS = ("id", "corrections", "audio")
OWN = "translation"
TEXT_BLOCKS = (blocks.CharBlock, blocks.TextBlock)


class Encoder:
    """Turns the stored form of blocks into plain data; `texts` are the translations, `assets` where files go.

    own: what a language fills for itself, which has no translations: each sentence says its own beside the Chinese.
    """

    def __init__(self, texts, assets, *, own=False):
        self.texts = texts
        self.assets = assets
        self.own = own

    def block(self, block, value, path):
        """The plain form of one block's stored value."""
        if isinstance(block, SentencesBlock):
            return self.sentences(value, path, dialogue=block.dialogue, single=block.single)
        if isinstance(block, ImageBlock):
            return self._image(value, path)
        if isinstance(block, blocks.StreamBlock):
            return [
                {
                    "type": item["type"],
                    "id": item["id"],
                    "value": self.block(block.child_blocks[item["type"]], item["value"], _join(path, item["id"])),
                }
                for item in value
                if item["type"] in block.child_blocks
            ]
        if isinstance(block, blocks.ListBlock):
            return [
                {"id": item["id"], "value": self.block(block.child_block, item["value"], _join(path, item["id"]))}
                for item in value
            ]
        if isinstance(block, blocks.StructBlock):
            coded = {
                name: self.block(child, value.get(name), _join(path, name))
                for name, child in block.child_blocks.items()
            }
            return {name: item for name, item in coded.items() if item not in (None, [], {})}
        if isinstance(block, blocks.RichTextBlock):
            return self.rich_text(value or "", path)
        if isinstance(block, TEXT_BLOCKS):
            return self.text(value or "", path)
        if isinstance(block, blocks.ChooserBlock):
            return self.assets.reference(block.model_class, value)
        return value

    def text(self, value, path):
        """{zh: …, ru: …} of a plain text."""
        if self.own:
            return value
        return {"zh": value, **self.texts.mapping(path, stored(value))} if value else None

    def rich_text(self, value, path):
        """{html: …, strings: [{zh: …, ru: …}]} of rich text."""
        if not value:
            return None
        if self.own:
            return value
        _template, strings = extract_strings(value)
        found = [{"zh": string.data, **self.texts.mapping(path, string.data, html=True)} for string, _attrs in strings]
        return {"html": value, "strings": found}

    def sentences(self, value, path, *, dialogue=False, single=False):
        """A label as one mapping, a text as paragraphs of mappings, a dialogue as turns."""
        if not value:
            return None
        if single:
            return self._sentence(value[0], path)
        groups = []
        for sentence in value:
            if sentence.get("starts_paragraph") or not groups:
                groups.append([])
            groups[-1].append(sentence)
        if not dialogue:
            return [[self._sentence(sentence, path) for sentence in group] for group in groups]
        return [
            {
                "speaker": self.text(
                    group[0].get("speaker", ""), _join(path, sentences.speaker_path(group[0]["speaker"]))
                )
                if group[0].get("speaker")
                else None,
                "sentences": [self._sentence(sentence, path) for sentence in group],
            }
            for group in groups
        ]

    def _sentence(self, sentence, path):
        coded = {"id": sentence["id"], "zh": sentence["zh"]}
        corrections = {
            place: syllable["pinyin"]
            for place, syllable in enumerate(sentence["pinyin"])
            if syllable["source"] == "hand"
        }
        if corrections:
            coded["corrections"] = corrections
        if sentence.get("audio"):
            coded["audio"] = self.assets.reference(files.media_model(), sentence["audio"])
        if self.own:
            return {**coded, OWN: sentence["translation"]} if sentence["translation"] else coded
        return {**coded, **self.texts.mapping(_join(path, sentence["id"]), stored(sentence["zh"]))}

    def _image(self, value, path):
        if not value or not value.get("image"):
            return None
        coded = {"file": self.assets.reference(files.image_model(), value["image"])}
        if value.get("decorative"):
            coded["decorative"] = True
        alt = self.text(value.get("alt_text") or "", _join(path, "alt_text"))
        return {**coded, "alt": alt} if alt else coded


class Decoder:
    """Turns plain data into the stored form of blocks and collects the translations in it.

    key: UUID of the object that the blocks belong to; ids that a file leaves out are made from it, so that reading a
    file twice gives the same ids. glossary: words and their pinyin, as in `chinese.annotate`. own: as in `Encoder`.
    """

    def __init__(self, key, collected, assets, glossary=None, *, own=False):
        self.key = key
        self.collected = collected
        self.assets = assets
        self.glossary = glossary
        self.known = (*SENTENCE_KEYS, OWN) if own else SENTENCE_KEYS

    def block(self, block, data, path, place):
        """The stored value of one block. Raises ProblemError where the data does not fit it."""
        if isinstance(block, SentencesBlock):
            value = self.sentences(
                data,
                path,
                place,
                dialogue=block.dialogue,
                single=block.single,
                keeps_empty=getattr(block, "keeps_empty", False),
            )
            return self._checked(block, value, place)
        if isinstance(block, ImageBlock):
            return self._image(data, path, place)
        if isinstance(block, blocks.StreamBlock):
            return self._stream(block, data, path, place)
        if isinstance(block, blocks.ListBlock):
            return self._list(block, data, path, place)
        if isinstance(block, blocks.StructBlock):
            data = _expect(data or {}, dict, place, "a mapping")
            unknown = data.keys() - block.child_blocks.keys()
            if unknown:
                raise ProblemError(
                    place, f"unknown: {', '.join(sorted(unknown))}. Known here: {', '.join(block.child_blocks)}."
                )
            value = {
                name: self.block(child, data.get(name), _join(path, name), f"{place}.{name}")
                for name, child in block.child_blocks.items()
            }
            return self._whole(block, value, place)
        if isinstance(block, blocks.RichTextBlock):
            return self.rich_text(data, path, place)
        if isinstance(block, TEXT_BLOCKS):
            return self.text(data, path, place)
        if isinstance(block, blocks.ChooserBlock):
            return None if data in (None, "") else self.assets.resolve(block.model_class, data, place)
        value = block.get_default() if data is None else data
        try:
            return block.get_prep_value(block.clean(block.to_python(value)))
        except ValidationError as error:
            raise ProblemError(place, " ".join(error.messages)) from error

    def text(self, data, path, place):
        """A plain text from {zh: …, ru: …} or from a bare Chinese text."""
        if data in (None, ""):
            return ""
        if isinstance(data, str):
            return data
        data = _expect(data, dict, place, "a text, or a mapping of languages")
        zh = _expect(data.get("zh", ""), str, f"{place}.zh", "a text")
        self.collected.add(path, stored(zh), data, place)
        return zh

    def rich_text(self, data, path, place):
        """Rich text from {html: …, strings: […]} or from bare HTML."""
        if data in (None, ""):
            return ""
        if isinstance(data, str):
            return data
        data = _expect(data, dict, place, "HTML, or a mapping of html and strings")
        for number, string in enumerate(data.get("strings", [])):
            here = f"{place}.strings[{number}]"
            _expect(string, dict, here, "a mapping of languages")
            self.collected.add(path, string.get("zh"), string, here)
        return _expect(data.get("html", ""), str, f"{place}.html", "HTML")

    def sentences(self, data, path, place, *, dialogue=False, single=False, keeps_empty=False):
        """The stored sentences of a label, a text or a dialogue. keeps_empty: some may be without Chinese."""
        if data in (None, "", []):
            return []
        seen = {}
        if single:
            return [self._sentence(data, path, place, seen, starts=True)]
        value = []
        for number, group in enumerate(_expect(data, list, place, "a list")):
            here = f"{place}[{number}]"
            extra = {}
            if dialogue:
                turn = _expect(group, dict, here, "a mapping of speaker and sentences")
                speaker = turn.get("speaker")
                name = speaker.get("zh", "") if isinstance(speaker, dict) else speaker or ""
                if name:
                    self.text(speaker, _join(path, sentences.speaker_path(name)), f"{here}.speaker")
                extra = {"speaker": name, "speaker_translation": ""}
                group = turn.get("sentences")
            for index, item in enumerate(_expect(group, list, here, "a list of sentences")):
                sentence = self._sentence(
                    item, path, f"{here}[{index}]", seen, starts=index == 0, may_be_empty=keeps_empty
                )
                value.append({**sentence, **extra})
        return value

    def _checked(self, block, value, place):
        """The stored sentences of a block, checked as in a form."""
        try:
            return block.get_prep_value(block.clean(value)) if value else value
        except ValidationError as error:
            raise ProblemError(place, " ".join(error.messages)) from error

    def _whole(self, block, value, place):
        """The stored value of a block of several, checked as in a form where that kind has rules of its own."""
        if type(block).clean is blocks.StructBlock.clean:
            return value
        try:
            block.clean(block.to_python(value))
        except ValidationError as error:
            if said := _said(error):
                raise ProblemError(place, " ".join(said)) from error
        return value

    def _sentence(self, data, path, place, seen, *, starts, may_be_empty=False):
        if isinstance(data, str):
            data = {"zh": data}
        data = _expect(data, dict, place, "a sentence: a mapping with zh and other languages")
        zh = _expect(data.get("zh"), str, f"{place}.zh", "the Chinese").strip()
        if not zh and not may_be_empty:
            raise ProblemError(f"{place}.zh", "The Chinese is empty.")
        seen[zh] = seen.get(zh, 0) + 1
        key = self._id(data.get("id"), f"{path}/{zh}/{seen[zh]}", place)
        self.collected.add(_join(path, key), stored(zh), data, place, known=self.known)
        sentence = {
            "id": key,
            "zh": zh,
            "pinyin": [],
            "words": [],
            "translation": _expect(data.get(OWN) or "", str, f"{place}.{OWN}", "a text"),
            "audio": None,
            "starts_paragraph": starts,
        }
        [sentence] = sentences.complete([sentence], self.glossary)
        if data.get("corrections"):
            sentence = self._corrected(sentence, data["corrections"], f"{place}.corrections")
        if data.get("audio"):
            sentence["audio"] = self.assets.resolve(files.media_model(), data["audio"], f"{place}.audio")
        return sentence

    def _corrected(self, sentence, corrections, place):
        """The sentence with some syllables given by hand: {place of the hanzi, from 0: syllable}."""
        syllables = [None] * len(sentence["pinyin"])
        for index, pinyin in _expect(corrections, dict, place, "a mapping of places to syllables").items():
            if not isinstance(index, int) or not 0 <= index < len(syllables):
                raise ProblemError(
                    place, f"There is no hanzi {index}: this sentence has {len(syllables)}, counted from 0."
                )
            syllables[index] = str(pinyin)
        sentence = sentences.correct(sentence, syllables)
        try:
            validation.validate([sentence])
        except ValidationError as error:
            raise ProblemError(place, " ".join(error.messages)) from error
        return sentence

    def _stream(self, block, data, path, place):
        value = []
        for number, item in enumerate(_expect(data or [], list, place, "a list of blocks")):
            here = f"{place}[{number}]"
            kind = _expect(item, dict, here, "a mapping of type and value").get("type")
            if kind not in block.child_blocks:
                raise ProblemError(here, f"There is no block “{kind}”. Known here: {', '.join(block.child_blocks)}.")
            key = self._id(item.get("id"), f"{path}/{number}/{kind}", here)
            coded = self.block(block.child_blocks[kind], item.get("value"), _join(path, key), f"{here}.{kind}")
            value.append({"type": kind, "id": key, "value": coded})
        return value

    def _list(self, block, data, path, place):
        value = []
        for number, item in enumerate(_expect(data or [], list, place, "a list")):
            here = f"{place}[{number}]"
            wrapped = isinstance(item, dict) and "value" in item and item.keys() <= {"id", "value"}
            if wrapped and "value" in getattr(block.child_block, "child_blocks", ()):
                # An item with a value of its own may have nothing but that.
                wrapped = isinstance(item["value"], dict)
            key = self._id(item.get("id") if wrapped else None, f"{path}/{number}", here)
            coded = self.block(block.child_block, item["value"] if wrapped else item, _join(path, key), here)
            # wagtail-localize extracts items in block format only and drops the others in silence.
            value.append({"type": "item", "id": key, "value": coded})
        return value

    def _image(self, data, path, place):
        if data in (None, "", {}):
            return {"image": None, "decorative": False, "alt_text": ""}
        data = _expect(data, dict, place, "a mapping of file, alt and decorative")
        alt = self.text(data.get("alt"), _join(path, "alt_text"), f"{place}.alt")
        decorative = bool(data.get("decorative"))
        if not alt and not decorative:
            raise ProblemError(place, "An image has an alternative text (alt), or says that it is decorative.")
        image = self.assets.resolve(files.image_model(), data.get("file"), f"{place}.file")
        return {"image": image, "decorative": decorative, "alt_text": alt}

    def _id(self, given, name, place):
        if given is None:
            return str(uuid.uuid5(self.key, name))
        try:
            return str(uuid.UUID(str(given)))
        except ValueError as error:
            raise ProblemError(place, f"“{given}” is no UUID: leave the id out, and one is made.") from error


def _said(error):
    """What an error of a block and of those within it says, but for what is only left out, which files may do."""
    if not hasattr(error, "block_errors"):
        return [message for each in error.error_list if each.code != "required" for message in each.messages]
    within = [*error.block_errors.values(), *error.non_block_errors.as_data()]
    return [message for each in within for message in _said(each)]


def _join(path, part):
    return f"{path}.{part}" if path else part


def _expect(value, kind, place, what):
    if not isinstance(value, kind):
        raise ProblemError(place, f"Here stands {what}, not {type(value).__name__}.")
    return value
