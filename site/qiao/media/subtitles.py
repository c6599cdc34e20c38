"""What a WebVTT file must be before it is kept (W3C WebVTT, section 4)."""

import re
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LARGEST_TRACK = 2 * 1024 * 1024  # bytes; an hour of subtitles is about 60 KB
MOST_PROBLEMS = 5  # more of them are the same one, made again and again

_ARROW = "-->"
_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"\s*{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")


def content_languages():
    """The languages that content can be written in, as choices."""
    return list(settings.WAGTAIL_CONTENT_LANGUAGES)


def check_webvtt(file):
    """Refuse a file that a browser would not read as WebVTT, or would show other than it was meant.

    Raises ValidationError where the file is over 2 MiB, is not UTF-8 or does not begin with "WEBVTT"; where it has no
    cue at all; and, with the number of the line, where a cue's times are broken or end before they start, or where a
    cue starts before the one above it has started or ended.
    """
    if file.size > LARGEST_TRACK:
        raise ValidationError(_("A subtitle file may have at most 2 MB."), code="too_large")
    file.seek(0)
    content = file.read()
    file.seek(0)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(_("Save the subtitles as UTF-8 and upload them again."), code="encoding") from error
    head = text.split("\n", 1)[0].rstrip("\r")
    if head != "WEBVTT" and not head.startswith(("WEBVTT ", "WEBVTT\t")):
        raise ValidationError(
            _("This is not a WebVTT file: its first line must be “WEBVTT”. Convert SRT files first."), code="not_webvtt"
        )
    if problems := cue_problems(text):
        raise ValidationError(problems[:MOST_PROBLEMS], code="cues")


class Cue(NamedTuple):
    """When a cue is shown: the line that says so, counted from 1, and its start and end in milliseconds."""

    line: int
    start: int
    end: int


def cue_problems(text):
    """What is wrong with the times of a WebVTT text, as a list of translated strings in the order of the lines."""
    problems, cues, is_note, after_blank = [], [], False, True
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if not line.strip():
            is_note, after_blank = False, True
            continue
        if after_blank and re.match(r"NOTE(?:\s|$)", line):
            is_note = True
        after_blank = False
        if is_note or _ARROW not in line:
            continue
        match = _TIMES.fullmatch(line)
        if match is None:
            problems.append(
                _("Line %(line)d: these times can't be read; write them as 00:01:05.500 --> 00:01:08.000.")
                % {"line": number}
            )
            continue
        cue = Cue(number, _milliseconds(*match.groups()[:4]), _milliseconds(*match.groups()[4:]))
        if problem := _problem(cue, cues[-1] if cues else None):
            problems.append(problem)
        cues.append(cue)
    if not problems and not cues:
        problems.append(_("There are no subtitles in this file: it has no line with times."))
    return problems


def _problem(cue, above):
    if cue.end <= cue.start:
        return _("Line %(line)d: this subtitle ends before it starts, or at once.") % {"line": cue.line}
    if above and cue.start < above.start:
        return _("Line %(line)d: this subtitle starts before the one of line %(above)d; put them in order.") % {
            "line": cue.line,
            "above": above.line,
        }
    if above and cue.start < above.end:
        return _("Line %(line)d: this subtitle starts while the one of line %(above)d is still shown.") % {
            "line": cue.line,
            "above": above.line,
        }
    return None


def _milliseconds(hours, minutes, seconds, thousandths):
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(thousandths)
