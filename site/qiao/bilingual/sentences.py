"""The value that bilingual text is made of: a list of sentences, read from one text box and written back to it."""

import difflib
import itertools
import re
import unicodedata
import uuid
from collections import defaultdict, deque

from qiao import chinese

MAX_LENGTH = 20_000
"""Characters that a text box may hold."""

SPEAKER_LENGTH = 12
"""Characters of the longest speaker's name: a colon further in belongs to the sentence."""

# Ids of sentences that came without one, so that reading the same value twice gives the same ids.
NAMESPACE = uuid.UUID("5f0c5a1c-6b1f-4c53-9d0c-6f1f6a3f2b5e")

SIMILAR = 0.5
# Above so many comparisons of two sentences, which only a rewritten text needs, none is looked for.
MOST_COMPARISONS = 2_500
# difflib takes the square of the sentences; texts beyond this are compared with its heuristic on.
MOST_EXACT = 1_000

_LINE_BREAK = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control characters without a meaning in text, lone surrogates, and the zero-width characters that pasting brings in.
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u200b\u2060\ufffe\uffff]")
# Joiners make emoji and the letters of some scripts; beside a hanzi they join nothing and hide in the string.
_IDLE_JOINER = re.compile(f"(?<=[{chinese.HANZI}])[\u200c\u200d]|[\u200c\u200d](?=[{chinese.HANZI}])")
_SPACES = re.compile(r"[^\S\n\t]+")
_SPEAKER = re.compile(rf"([^：:。！？!?，,、；;“”\"\n\t]{{1,{SPEAKER_LENGTH}}})[：:](?!//)")
_TRANSLATED_SPEAKER = re.compile(r"([^：:.!?\n\t]{1,60})[：:]\s*")
_TRANSLATION_END = re.compile(r"[.!?…؟۔。！？]+[\"'”’»)\]]*\s+")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BASE = re.compile(f"[{chinese.HANZI}][\ufe00-\ufe0f\U000e0100-\U000e01ef]?|[^{chinese.HANZI}]+")


def clean_text(text):
    """`text` without what a text box should never hold: control characters, lone surrogates, zero-width spaces. NFC."""
    text = _UNWANTED.sub("", _LINE_BREAK.sub("\n", text))
    return _SPACES.sub(" ", _IDLE_JOINER.sub("", unicodedata.normalize("NFC", text)))


def read(text, *, dialogue=False, single=False):
    """What a text box says, as drafts of sentences: dicts with zh, translation and starts_paragraph.

    text: paragraphs in lines; a line "中文<TAB>translation" fills both. dialogue: lines are "司机：列车可以进站吗？", a
    line without a speaker goes on with the one before, and drafts have speaker and speaker_translation. single: the
    whole text is one sentence.
    """
    text = clean_text(text)
    if single:
        cells = _cells(text.replace("\n", " "))
        return [_draft(*cells, starts_paragraph=True)] if cells[0] else []
    drafts, speaker, speaker_translation = [], "", ""
    for line in text.split("\n"):
        zh, translation = _cells(line)
        if dialogue and (said := _speaker_of(zh)):
            speaker, zh = said
            speaker_translation = ""
            if match := _TRANSLATED_SPEAKER.match(translation):
                speaker_translation, translation = match[1].strip(), translation[match.end() :].strip()
        for place, (part, translated) in enumerate(_pairs(zh, translation)):
            draft = _draft(part, translated, starts_paragraph=place == 0)
            if dialogue:
                draft |= {"speaker": speaker, "speaker_translation": speaker_translation}
            drafts.append(draft)
    return drafts


def build(texts, *, previous=(), glossary=None, dialogue=False, single=False):
    """Sentences made of a text box or of given sentences.

    texts: the text of a box (str), or a list of sentences, each a string of Chinese, a pair (Chinese, translation) or a
    dict with any of the keys of a sentence. previous: the sentences that were there before; one whose Chinese did not
    change keeps its id, translation, sound and corrected pinyin, wherever it moved; one that was changed in its place
    keeps its id. glossary: word to pinyin, as in `chinese.annotate`; its words stay whole. Returns a list of sentences
    with unique ids.
    """
    previous = normalise(previous, dialogue=dialogue)
    if isinstance(texts, str):
        drafts = _keep_whole(read(texts, dialogue=dialogue, single=single), previous)
    else:
        drafts = [_given(given, place) for place, given in enumerate(texts)]
        drafts = [draft for draft in drafts if draft["zh"]]
    glossary = _occurring(glossary, drafts)
    kept = _matches([sentence["zh"] for sentence in previous], [draft["zh"] for draft in drafts])
    speakers = {
        sentence["speaker"]: sentence["speaker_translation"]
        for sentence in [*previous, *drafts]
        if sentence.get("speaker_translation")
    }
    taken, built = {sentence["id"] for sentence in previous}, []
    for draft, place in zip(drafts, kept, strict=True):
        sentence = _continued(previous[place], draft, glossary) if place is not None else _new(draft, taken, glossary)
        if sentence.get("speaker"):
            sentence["speaker_translation"] = sentence["speaker_translation"] or speakers.get(sentence["speaker"], "")
        taken.add(sentence["id"])
        built.append(sentence)
    return built


def build_label(text, *, previous=(), glossary=None):
    """A label: the list of one sentence made of `text`, never split, or [] when there is no text."""
    return build(text, previous=previous, glossary=glossary, single=True)


def normalise(value, *, dialogue=False, single=False):
    """A list of whole sentences made of a stored value, whatever it is: None, a text, or sentences that lack keys.

    Nothing is computed that was not stored: pinyin and words that are missing stay so until `complete`. `words` has
    the length of each word in characters, together that of the Chinese, or is empty. A sentence without an id gets one
    from its position and Chinese, so that reading a value twice gives the same ids.
    """
    if isinstance(value, str):
        value = read(value, dialogue=dialogue, single=single)
    elif not isinstance(value, list | tuple):
        return []
    sentences, taken = [], set()
    for place, item in enumerate(value):
        if isinstance(item, str):
            item = {"zh": item}
        if not isinstance(item, dict):
            continue
        zh, translation = _string(item, "zh"), _string(item, "translation")
        if not zh and not translation:
            continue
        key = item.get("id")
        if not isinstance(key, str) or not _ID.fullmatch(key) or key in taken:
            key = str(uuid.uuid5(NAMESPACE, f"{place}\n{zh}"))
        taken.add(key)
        audio = item.get("audio")
        sentence = {
            "id": key,
            "zh": zh,
            "pinyin": _pinyin_of(item.get("pinyin")),
            "words": _lengths_of(item.get("words"), zh),
            "translation": translation,
            "audio": audio if isinstance(audio, int) and not isinstance(audio, bool) else None,
            "starts_paragraph": bool(item.get("starts_paragraph", not sentences)),
        }
        if dialogue or "speaker" in item:
            sentence["speaker"] = _string(item, "speaker")
            sentence["speaker_translation"] = _string(item, "speaker_translation")
        sentences.append(sentence)
    return sentences


def complete(sentences, glossary=None):
    """The sentences with pinyin and words for each that has none; what an editor sees is what will be saved."""
    glossary = _occurring(glossary, sentences)
    return [
        sentence
        if is_complete(sentence)
        else {
            **sentence,
            "pinyin": sentence["pinyin"] or _annotated(sentence["zh"], glossary),
            "words": sentence["words"] or _lengths(sentence["zh"], glossary),
        }
        for sentence in sentences
    ]


def is_complete(sentence):
    """Whether a sentence has its pinyin and its words."""
    return bool(
        (sentence["words"] or not sentence["zh"]) and (sentence["pinyin"] or not chinese.has_hanzi(sentence["zh"]))
    )


def words(sentence):
    """The words of a sentence in order, as strings; joined they are its Chinese.

    Where none are stored, each hanzi stands by itself.
    """
    zh, lengths = sentence["zh"], sentence.get("words")
    if not lengths:
        return bases(zh)
    ends = itertools.accumulate(lengths, initial=0)
    return [zh[start:end] for start, end in itertools.pairwise(ends)]


def correct(sentence, syllables):
    """The sentence with pinyin given by hand.

    syllables: one entry for each hanzi, a syllable or None ("" too) where nothing was corrected. Another number of them
    and syllables that are not pinyin are kept as they were given, for `validation.validate` to refuse.
    """
    hanzi = chinese.hanzi_of(sentence["zh"])
    syllables = [syllable.strip() if isinstance(syllable, str) else "" for syllable in syllables]
    if len(syllables) != len(hanzi):
        # Nothing tells which hanzi they belong to.
        hanzi, automatic = [""] * len(syllables), [_unread("")] * len(syllables)
    elif len(sentence["pinyin"]) == len(hanzi):
        automatic = sentence["pinyin"]
    else:
        automatic = [_unread(char) for char in hanzi]
    pinyin = [
        _by_hand(char, syllable) if syllable else own
        for char, syllable, own in zip(hanzi, syllables, automatic, strict=True)
    ]
    return {**sentence, "pinyin": pinyin}


def corrections(sentence):
    """The opposite of `correct`: one entry for each syllable, what was given by hand or None."""
    return [syllable["pinyin"] if syllable["source"] == "hand" else None for syllable in sentence["pinyin"]]


def to_text(sentences):
    """The text of the box that `build` makes these sentences of."""
    lines = []
    for sentence in sentences:
        if sentence["starts_paragraph"] or not lines:
            lines.append((sentence.get("speaker", ""), []))
        lines[-1][1].append(sentence["zh"])
    return "\n".join((f"{speaker}：" if speaker else "") + chinese.join_sentences(spoken) for speaker, spoken in lines)


def is_untranslated(sentence):
    """Whether a reader should be told that the translation is not there yet.

    What has no translation is filled with its source by wagtail-localize, so Chinese beside the same Chinese counts as
    untranslated; "RFID" beside "RFID" is translated.
    """
    translation = sentence["translation"].strip()
    return not translation or (translation == sentence["zh"].strip() and chinese.has_hanzi(translation))


def hanzi_count(sentences):
    """How many hanzi the sentences have."""
    return sum(len(chinese.hanzi_of(sentence["zh"])) for sentence in sentences)


def speaker_path(name):
    """The path of a speaker's name among the segments to translate; the same wherever the name is the same."""
    return f"speaker-{uuid.uuid5(NAMESPACE, name).hex}"


def speakers(sentences):
    """The names of those who speak, in the order in which they begin, each once."""
    return list(dict.fromkeys(sentence["speaker"] for sentence in sentences if sentence.get("speaker")))


def bases(text):
    """The hanzi of `text`, each with the variation selector after it, and what stands between them; joined the text."""
    return _BASE.findall(text)


def _draft(zh, translation, *, starts_paragraph):
    return {"zh": zh, "translation": translation, "starts_paragraph": starts_paragraph}


def _cells(line):
    # Chinese and its translation of a line pasted from two columns; a tab between two Chinese texts is only a space.
    first, tab, second = line.strip().partition("\t")
    if tab and chinese.has_hanzi(first) and not chinese.has_hanzi(second):
        return " ".join(first.split()), " ".join(second.split())
    return " ".join(line.split()), ""


def _speaker_of(line):
    match = _SPEAKER.match(line)
    if not match or not match[1].strip():
        return None
    name, rest = match[1].strip(), line[match.end() :]
    if match.group().endswith(":") and name[-1].isdigit() and rest[:1].isdigit():
        return None  # 10:30
    return name, rest.strip()


def _pairs(zh, translation):
    parts = chinese.split_line(zh)
    if not translation or not parts:
        return [(part, "") for part in parts]
    translated = split_translation(translation)
    if len(parts) == len(translated):
        return list(zip(parts, translated, strict=True))
    return [(chinese.join_sentences(parts), translation)]


def split_translation(text):
    """The sentences of one line in another language; an abbreviation such as "т. е." or "No. 3" ends none."""
    parts, start = [], 0
    for match in _TRANSLATION_END.finditer(text):
        before, after = text[start : match.start()], text[match.end() : match.end() + 1]
        is_stop = "." in match.group()
        if after.islower() or (is_stop and (after.isdigit() or re.search(r"(?:^|\W)\w$", before))):
            continue  # "т. е.", "No. 3", "A. Pushkin"
        parts.append(text[start : match.end()].strip())
        start = match.end()
    return [*parts, text[start:]] if start < len(text) else parts


def _keep_whole(drafts, previous):
    # A pair of two columns that could not be taken apart is one sentence, and stays one when the text is read again.
    wholes = {sentence["zh"] for sentence in previous if len(chinese.split_line(sentence["zh"])) > 1}
    if not wholes:
        return drafts
    longest = max(len(chinese.split_line(whole)) for whole in wholes)
    kept, place = [], 0
    while place < len(drafts):
        end = place + 1
        while end < len(drafts) and end - place < longest and not drafts[end]["starts_paragraph"]:
            end += 1
        for stop in range(end, place + 1, -1):
            joined = chinese.join_sentences([draft["zh"] for draft in drafts[place:stop]])
            if joined in wholes:
                kept.append({**drafts[place], "zh": joined})
                place = stop
                break
        else:
            kept.append(drafts[place])
            place += 1
    return kept


def _given(given, place):
    if isinstance(given, str):
        given = {"zh": given}
    elif not isinstance(given, dict):
        given = dict(zip(("zh", "translation"), given, strict=True))
    draft = {
        **given,
        "zh": " ".join(clean_text(given.get("zh") or "").split()),
        "translation": " ".join(clean_text(given.get("translation") or "").split()),
        "starts_paragraph": given.get("starts_paragraph", place == 0 or bool(given.get("speaker"))),
    }
    if "speaker" in given:
        draft["speaker_translation"] = given.get("speaker_translation") or ""
    return draft


def _new(draft, taken, glossary):
    key = draft.get("id")
    sentence = {
        "id": key if key and key not in taken else str(uuid.uuid4()),
        "zh": draft["zh"],
        "pinyin": draft.get("pinyin") or _annotated(draft["zh"], glossary),
        "words": _lengths(draft["zh"], glossary),
        "translation": draft["translation"],
        "audio": draft.get("audio"),
        "starts_paragraph": draft["starts_paragraph"],
    }
    return _with_speaker(sentence, draft)


def _continued(old, draft, glossary):
    unchanged = old["zh"] == draft["zh"]
    # What is spoken did not change when only a comma did; the string to translate did.
    sounds_the_same = chinese.hanzi_of(old["zh"]) == chinese.hanzi_of(draft["zh"])
    sentence = {
        "id": old["id"],
        "zh": draft["zh"],
        "pinyin": draft.get("pinyin") or _annotated(draft["zh"], glossary),
        "words": _lengths(draft["zh"], glossary),
        "translation": draft["translation"] or (old["translation"] if unchanged else ""),
        "audio": draft.get("audio") or (old["audio"] if sounds_the_same else None),
        "starts_paragraph": draft["starts_paragraph"],
    }
    by_hand = corrections(old) if sounds_the_same else []
    if any(by_hand):
        sentence = correct(sentence, by_hand)
    return _with_speaker(sentence, draft)


def _with_speaker(sentence, draft):
    if "speaker" in draft:
        sentence["speaker"] = draft["speaker"]
        sentence["speaker_translation"] = draft["speaker_translation"]
    return sentence


def _matches(old, new):
    """For each of the strings `new`, the place in `old` of the sentence that it goes on, or None."""
    kept = [None] * len(new)
    if not old or not new:
        return kept
    exact = len(old) <= MOST_EXACT and len(new) <= MOST_EXACT
    opcodes = difflib.SequenceMatcher(None, old, new, autojunk=not exact).get_opcodes()
    free = set(range(len(old)))
    for tag, start, end, new_start, _new_end in opcodes:
        if tag == "equal":
            for offset in range(end - start):
                kept[new_start + offset] = start + offset
                free.discard(start + offset)
    # Sentences that moved.
    places = defaultdict(deque)
    for place in sorted(free):
        places[old[place]].append(place)
    for place, zh in enumerate(new):
        if kept[place] is None and places[zh]:
            kept[place] = places[zh].popleft()
            free.discard(kept[place])
    # Sentences that were changed where they stand.
    for tag, start, end, new_start, new_end in opcodes:
        if tag != "replace":
            continue
        gone = [place for place in range(start, end) if place in free]
        come = [place for place in range(new_start, new_end) if kept[place] is None]
        for old_place, new_place in _changed(old, new, gone, come):
            kept[new_place] = old_place
            free.discard(old_place)
    return kept


def _changed(old, new, gone, come):
    if len(gone) == len(come):
        return list(zip(gone, come, strict=True))
    if not gone or not come or len(gone) * len(come) > MOST_COMPARISONS:
        return []
    alike = []
    for new_place in come:
        matcher = difflib.SequenceMatcher(None, "", new[new_place], autojunk=False)
        for old_place in gone:
            matcher.set_seq1(old[old_place])
            if matcher.real_quick_ratio() > SIMILAR and matcher.quick_ratio() > SIMILAR:
                alike.append((matcher.ratio(), -old_place, -new_place))
    pairs, used = [], set()
    for ratio, old_place, new_place in sorted(alike, reverse=True):
        if ratio <= SIMILAR:
            break
        if ("old", old_place) not in used and ("new", new_place) not in used:
            used |= {("old", old_place), ("new", new_place)}
            pairs.append((-old_place, -new_place))
    return pairs


def _annotated(zh, glossary):
    return [syllable._asdict() for syllable in chinese.annotate(zh, glossary)]


def _occurring(glossary, sentences):
    # A glossary may have thousands of words, of which a text has a few.
    if not glossary:
        return {}
    text = "\n".join(sentence["zh"] for sentence in sentences)
    normal = ((unicodedata.normalize("NFC", word), pinyin) for word, pinyin in glossary.items())
    return {word: pinyin for word, pinyin in normal if word in text}


def _lengths(zh, glossary):
    lengths = []
    for word in chinese.segment(zh, glossary):
        if lengths and _VARIATION.fullmatch(word):
            lengths[-1] += 1
        else:
            lengths.append(len(word))
    return lengths


def _lengths_of(stored, zh):
    whole = isinstance(stored, list) and all(type(length) is int and length > 0 for length in stored)
    return stored if whole and sum(stored) == len(zh) else []


def _unread(hanzi):
    return {"hanzi": hanzi, "pinyin": "", "source": "unknown", "certain": False}


def _by_hand(hanzi, syllable):
    try:
        return {"hanzi": hanzi, "pinyin": chinese.normalise_syllable(syllable), "source": "hand", "certain": True}
    except ValueError:
        return {"hanzi": hanzi, "pinyin": syllable, "source": "hand", "certain": False}


def _pinyin_of(stored):
    if not isinstance(stored, list):
        return []
    pinyin = []
    for item in stored:
        if not isinstance(item, dict) or not isinstance(item.get("pinyin"), str):
            return []
        source = item.get("source")
        pinyin.append(
            {
                "hanzi": _string(item, "hanzi"),
                "pinyin": item["pinyin"],
                "source": source if source in chinese.SOURCES else "unknown",
                "certain": bool(item.get("certain")),
            }
        )
    return pinyin


def _string(item, name):
    value = item.get(name)
    return value if isinstance(value, str) else ""
