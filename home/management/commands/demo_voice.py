"""Let eSpeak NG speak the demo's sentences and terms that no person has recorded yet."""

import re
import subprocess
import unicodedata

import yaml
from django.core.management.base import BaseCommand, CommandError

from qiao import chinese
from qiao.media import speech

from .demo import CONTENT

# Its pinyin voice says the tones that it is given; what it makes of hanzi is often wrong.
SPEAK = ["espeak-ng", "-v", "cmn-latn-pinyin", "-s", "150"]  # words a minute: slowly
BITS = 12_000
MARKS = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
# The pitch at the beginning and the end of a syllable, as eSpeak NG writes its tones; all else is neutral.
TONES = {"55": 1, "35": 2, "214": 3, "21": 3, "51": 4, "53": 4}


class Command(BaseCommand):
    """Makes the files that the demo's YAML names with `is_synthetic: true`."""

    help = "Make the demo's missing computer-voice files. Needs the program espeak-ng."

    def handle(self, *args, **options):
        """Speak what has no file yet."""
        for path in sorted(CONTENT.rglob("*.yaml")):
            for text, syllables, name in _spoken(yaml.safe_load(path.read_text(encoding="utf-8"))):
                file = CONTENT / name
                if file.exists():
                    continue
                _check_tones(text, syllables)
                sound = speech.read(_run(*SPEAK, "--stdout", "--", _with_pauses(text, syllables)))
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(speech.opus(sound, BITS))
                self.stdout.write(f"{name}: {text}, {sound.seconds:.1f} s, {file.stat().st_size} bytes")


def _spoken(value):
    """(Chinese, its syllables, name of the file) of all that a computer is to speak."""
    if isinstance(value, dict):
        audio = value.get("audio")
        if isinstance(audio, dict) and audio.get("is_synthetic"):
            if "hanzi" in value:
                text = value["hanzi"]
                yield text, chinese.syllables_of(value["pinyin"], len(text)), audio["file"]
            else:
                text = value["zh"]
                syllables = [syllable.pinyin for syllable in chinese.annotate(text)]
                for place, pinyin in value.get("corrections", {}).items():
                    syllables[place] = pinyin
                yield text, syllables, audio["file"]
        value = value.values()
    if not isinstance(value, str | int | float | None):
        for each in value:
            yield from _spoken(each)


def _with_pauses(text, syllables):
    left = iter(syllables)
    return "".join(f" {next(left)}" if chinese.is_hanzi(char) else unicodedata.normalize("NFKC", char) for char in text)


def _check_tones(text, syllables):
    """Refuse what the voice would say in another tone; a third tone before a third is spoken as a second."""
    for syllable, heard in zip(syllables, _run(*SPEAK, "-q", "-x", " ".join(syllables)).decode().split(), strict=True):
        marks = [MARKS[mark] for mark in unicodedata.normalize("NFD", syllable) if mark in MARKS]
        tone = marks[0] if marks else 0
        said = TONES.get(re.findall(r"\d+", heard)[-1], 0)
        if said != tone and (tone, said) != (3, 2):
            raise CommandError(f"eSpeak NG says {syllable} of “{text}” in another tone ({heard}): leave it out.")


def _run(*command):
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout
    except FileNotFoundError as error:
        raise CommandError("The program espeak-ng is missing: apt-get install espeak-ng") from error
