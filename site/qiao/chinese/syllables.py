"""Syllables of Hanyu Pinyin: what is one, how it is written, and how a joined word falls into them."""

import re
import unicodedata
from functools import cache

MACRON, ACUTE, CARON, GRAVE, DIAERESIS, CIRCUMFLEX = "\u0304", "\u0301", "\u030c", "\u0300", "\u0308", "\u0302"
TONE_MARKS = {MACRON: 1, ACUTE: 2, CARON: 3, GRAVE: 4}
MARKS_BY_TONE = {tone: mark for mark, tone in TONE_MARKS.items()}
LONGEST = 6
"""Letters of the longest syllables (zhuang, chuang, shuang)."""

# Letters that word processors and dictionaries set instead of the plain ones.
VARIANT_LETTERS = str.maketrans({"ɑ": "a", "ɡ": "g", "’": "'", "ʼ": "'", "·": " ", "•": " ", "v": "ü"})

# The table of syllables of 汉语拼音方案 with the few that dictionaries add (biang, cei, dia, fiao, kei, yai …).
FINALS = {
    "": "a o e ê ai ei ao ou an en ang eng er",
    "y": "i a o e ai ao ou an in ang ing ong u ue uan un",
    "w": "u a o ai ei ao an en ang eng ong",
    "b": "a o ai ei ao an en ang eng ong i ie iao ian in iang ing u",
    "p": "a o ai ei ao ou an en ang eng i ia ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o e ai ei ou an en ang eng iao ong u",
    "d": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian in iang ing u uo ui uan un",
    "t": "a e ai ei ao ou an en ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian in iang ing u uo uan un ü üe",
    "l": "a o e ai ei ao ou an en ang eng ong i ia ie iao iu ian in iang ing u uo uan un ü üe üan ün",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "a e ai ei ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "ch": "a e ai ei ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "sh": "a e ai ei ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "r": "a e ao ou an en ang eng ong i u ua uo ui uan un",
    "z": "a e ai ei ao ou an en ang eng ong i u uo ui uan un",
    "c": "a e ai ei ao ou an en ang eng ong i u uo ui uan un",
    "s": "a e ai ei ao ou an en ang eng ong i u uo ui uan un",
}
# Interjections (嗯 呣 噷) and the r of 儿化, written for 儿 as a syllable of its own.
WITHOUT_A_FINAL = {"m", "n", "ng", "hm", "hng", "r"}
SYLLABLES = WITHOUT_A_FINAL | {initial + final for initial, finals in FINALS.items() for final in finals.split()}


def normalise_syllable(text):
    """One pinyin syllable, written as it is printed.

    text: one syllable with a tone mark ("xìn"), a tone number ("xin4", "lv4", "lü4", "lu:4"; 0 and 5 are the neutral
    tone) or no tone. Returns it in lower case with the mark on the right vowel, NFC. Raises ValueError that says what
    is wrong when it is not a syllable of Hanyu Pinyin.
    """
    if not isinstance(text, str):
        raise ValueError(f"A syllable is a string, not {type(text).__name__}.")
    units = _units(text.strip())
    letters = "".join(letter for letter, _tone in units)
    tones = [tone for _letter, tone in units if tone is not None]
    if not letters:
        raise ValueError("The syllable is empty.")
    if len(tones) > 1:
        raise ValueError(f"“{text}” has {len(tones)} tones; a syllable has one at most.")
    letters = _spelled(letters)
    if letters not in SYLLABLES:
        raise ValueError(f"“{text}” is not a pinyin syllable; write one such as xìn, xin4 or lü4.")
    return _with_tone(letters, tones[0] if tones else 0)


def without_tone(syllable):
    """`syllable` in the neutral tone: "sàn" becomes "san", and "lǜ" "lü"."""
    letters = (char for char in unicodedata.normalize("NFD", syllable) if char not in TONE_MARKS)
    return unicodedata.normalize("NFC", "".join(letters))


def syllables_of(pinyin_text, count):
    """The syllables of a joined pinyin word, such as "xìnhàojī" or "Xī'ān".

    pinyin_text: a word or several, with tone marks or numbers; spaces, hyphens and apostrophes part syllables.
    count: how many hanzi the syllables are for, None where that is not known. Returns a list of so many normalised
    syllables; of several ways to part the word the one that needs no apostrophe is taken (GB/T 16159: an apostrophe
    stands before a, o, e inside a word), and "hao" is never ha'o. Raises ValueError that says how many syllables are
    needed.
    """
    chunks = [chunk for chunk in re.split(r"[\s'\-–—]+", pinyin_text.translate(VARIANT_LETTERS)) if chunk]
    units, starts = [], set()
    for chunk in chunks:
        starts.add(len(units))
        units.extend(_units(chunk))
    end = len(units)

    @cache
    def best(start, wanted):
        # Cheapest way to part units[start:] into `wanted` syllables (None: into however many), as (cost, ends) or None.
        if start == end:
            return (0, ()) if not wanted else None
        if wanted == 0:
            return None
        found = None
        for stop in range(start + 1, min(end, start + LONGEST + 1) + 1):
            if stop > start + 1 and stop - 1 in starts:
                break
            piece = units[start:stop]
            letters = "".join(letter for letter, _tone in piece)
            if sum(tone is not None for _letter, tone in piece) > 1 or _spelled(letters) not in SYLLABLES:
                continue
            inside = start not in starts
            if inside and letters in WITHOUT_A_FINAL and letters != "r":
                continue
            if stop < end and stop not in starts and _belongs_to(piece, units[stop]):
                continue
            rest = best(stop, None if wanted is None else wanted - 1)
            if rest is None:
                continue
            cost = rest[0] + _strangeness(letters, inside) + (1 if wanted is None else 0)
            if found is None or cost < found[0]:
                found = (cost, (stop, *rest[1]))
        return found

    way = best(0, count) if count is None or count > 0 else None
    if way is None and count is None:
        raise ValueError(f"“{pinyin_text}” is not pinyin.")
    if way is None:
        natural = best(0, None)
        given = len(natural[1]) if natural else 0
        raise ValueError(
            f"“{pinyin_text}” has {given} syllables where {count} are needed, one for each hanzi; "
            "an apostrophe parts syllables, as in xī'ān."
        )
    syllables, start = [], 0
    for stop in way[1]:
        piece = units[start:stop]
        tone = next((tone for _letter, tone in piece if tone is not None), 0)
        syllables.append(_with_tone(_spelled("".join(letter for letter, _tone in piece)), tone))
        start = stop
    return syllables


def _units(text):
    # Letters with the tone that stands on or after each: "xìn" and "xin4" both become x, i, n with one tone of 4.
    units = []
    for char in unicodedata.normalize("NFD", text.lower().translate(VARIANT_LETTERS)):
        if char in TONE_MARKS and units:
            units.append(("", TONE_MARKS[char]))
        elif char in "012345":
            units.append(("", int(char) % 5))
        elif char in (DIAERESIS, ":") and units and units[-1][0] == "u":
            units[-1] = ("ü", units[-1][1])
        elif char == CIRCUMFLEX and units and units[-1][0] == "e":
            units[-1] = ("ê", units[-1][1])
        else:
            units.append((char, None))
    # A tone is held by the letter before it, so that a syllable can never begin with one.
    joined = []
    for letter, tone in units:
        if letter or not joined:
            joined.append((letter, tone))
        elif joined[-1][1] is None:
            joined[-1] = (joined[-1][0], tone)
        else:
            joined.append((letter, tone))
    return joined


def _spelled(letters):
    # "lue" and "nue" are how many keyboards write lüe and nüe; after j, q, x, y the dots are left out.
    if letters in ("lue", "nue"):
        return letters.replace("u", "ü")
    if letters[:1] in ("j", "q", "x", "y"):
        return letters.replace("ü", "u")
    return letters


def _belongs_to(piece, following):
    # Whether the vowel that follows continues the syllable: an o after "ha", but not after "hà" when it is ò itself.
    letter, tone = following
    if not letter:
        return True
    if letter not in "aoeê":
        return False
    single_tone = tone is None or all(own is None for _letter, own in piece)
    return single_tone and _spelled("".join(own for own, _tone in piece) + letter) in SYLLABLES


def _strangeness(letters, inside_a_word):
    cost = 0
    if inside_a_word and letters[0] in "aoeê":
        cost += 4
    if letters in WITHOUT_A_FINAL:
        cost += 8
    return cost


def _with_tone(letters, tone):
    if not tone:
        return unicodedata.normalize("NFC", letters)
    for vowel in ("a", "e", "ê", "ou"):
        place = letters.find(vowel)
        if place >= 0:
            break
    else:
        place = max((letters.rfind(vowel) for vowel in "ioumü"), default=-1)
        if place < 0:
            place = letters.find("n") if "n" in letters else 0
    place += 1
    return unicodedata.normalize("NFC", letters[:place] + MARKS_BY_TONE[tone] + letters[place:])


def join_syllables(syllables):
    """One word of several syllables: "xìnhàojī", and "xī'ān" with the apostrophe that GB/T 16159 sets."""
    word = ""
    for syllable in syllables:
        parted = word and unicodedata.normalize("NFD", syllable)[0] in "aoe"
        word += f"'{syllable}" if parted else syllable
    return word
