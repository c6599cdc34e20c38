"""Let a machine translate what nobody has translated yet; each text waits until a person has confirmed it."""

import re
import time
from collections import Counter
from dataclasses import dataclass, field

import icu
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import Translation

from qiao import chinese

from . import texts
from .libretranslate import MachineError
from .models import Unconfirmed
from .rights import may_translate
from .texts import Text

SECONDS = 30  # for one press of the button; what is left then waits for the next
CHUNK_TEXTS = 25
CHUNK_LENGTH = 5000

# Why an answer is not stored.
MISSING = gettext_lazy("came back empty")
UNTRANSLATED = gettext_lazy("came back untranslated")
OTHER_LANGUAGE = gettext_lazy("came back in another language")
BROKEN = gettext_lazy("came back with broken markup")
TOO_LONG = gettext_lazy("came back far too long")

# Letters that a text of some length in these languages has, and that Russian, the likeliest to be mixed up, has not.
OWN_LETTERS = {"kk": "әғқңөұүһі", "ky": "ңөү", "tg": "ғӣқӯҳҷ"}
ENOUGH_LETTERS = 200
_TAGS = re.compile(r"<\s*/?\s*([a-z]+)[^>]*>", re.IGNORECASE)


@dataclass
class Result:
    """What a machine did: numbers of sentences stored, left for the next time, and refused for a reason.

    problem: why it stopped, as a sentence, or empty.
    """

    stored: int = 0
    left: int = 0
    refused: Counter = field(default_factory=Counter)
    problem: str = ""


def fill(translation, translator, *, user, seconds=SECONDS):
    """Ask a machine for every sentence of a translation that has no text, whatever its state; returns a Result.

    What came before a failure is kept. A text that a person types meanwhile is left alone. No transaction is open
    while the machine is waited for. Raises PermissionDenied where the person may not, or no longer, change the
    translation; what was stored until then stays.
    """
    end = time.monotonic() + seconds
    result = Result()
    chunks = _chunks(_missing(translation))
    for number, chunk in enumerate(chunks):
        if time.monotonic() > end:
            result.left = sum(len(found) for each in chunks[number:] for found in each.values())
            break
        strings = [segments[0].string.as_value() for segments in chunk.values()]
        try:
            answers = translator.translate(translation.source.locale, translation.target_locale, strings)
        except MachineError as error:
            result.problem = str(error)
            break
        answers = {string.data: answer.data for string, answer in answers.items() if answer is not None}
        good, refused = _judge(chunk, answers, translation.target_locale.language_code)
        for reason, strings in refused.items():
            result.refused[reason] += sum(len(chunk[string]) for string in strings)
        result.stored += _keep(translation, good, translator, user)
    return result


def _missing(translation):
    """The sentences without a text; an address is no text to translate."""
    return [
        segment
        for segment in texts.segments_of(translation)
        if segment.stored is None and segment.context.path != "slug"
    ]


def _chunks(segments):
    """Parts of what is missing, each {Chinese: its segments}, small enough for one question."""
    by_string = {}
    for segment in segments:
        by_string.setdefault(segment.string.data, []).append(segment)
    chunks, length = [], 0
    for string, found in by_string.items():
        if not chunks or len(chunks[-1]) >= CHUNK_TEXTS or length + len(string) > CHUNK_LENGTH:
            chunks.append({})
            length = 0
        chunks[-1][string] = found
        length += len(string)
    return chunks


def _keep(translation, answers, translator, user):
    """Store answers for what still has no text; returns how many sentences got one."""
    for last in (False, True):
        try:
            with transaction.atomic():
                translation = Translation.objects.filter(pk=translation.pk, enabled=True).first()
                person = get_user_model().objects.filter(pk=user.pk, is_active=True).first()
                if translation is None or person is None or not may_translate(person, translation):
                    raise PermissionDenied
                given = {
                    segment: Text(answers[segment.string.data], Unconfirmed.Reason.MACHINE)
                    for segment in _missing(translation)
                    if segment.string.data in answers
                }
                name = str(translator.display_name)[:255]
                return texts.store(translation, given, user=person, tool_name=name, overwrite=False)
        except IntegrityError:
            # A person stored one of these sentences at this moment; theirs is seen when it is read anew.
            if last:
                raise
    return 0


def _judge(chunk, answers, language):
    """Part answers into {Chinese: text} that may be stored and {reason: [Chinese]} that may not."""
    good, refused = {}, {}
    for string in chunk:
        text = (answers.get(string) or "").strip()
        reason = fault_of(string, text, language)
        if reason:
            refused.setdefault(reason, []).append(string)
        else:
            good[string] = text
    if _is_mixed_up(good.values(), language):
        refused.setdefault(OTHER_LANGUAGE, []).extend(good)
        good = {}
    return good, refused


def fault_of(source, text, language):
    """Why a machine's text can't stand for a Chinese one, as the end of a sentence; empty where it can.

    source, text: inline HTML as wagtail-localize keeps it. language: code of the language asked for.
    """
    if not text.strip():
        return MISSING
    if len(text) > 30 * len(source) + 200:
        return TOO_LONG
    if texts.fault_of(source, text) or _tags(source) != _tags(text):
        return BROKEN
    if not chinese.has_hanzi(source):
        return ""
    if text == source:
        return UNTRANSLATED
    return "" if _is_written_as(language, _TAGS.sub(" ", text), source) else OTHER_LANGUAGE


def _tags(html):
    return Counter(match.group(0).lower().replace(" ", "") for match in _TAGS.finditer(html))


def _is_written_as(language, text, source):
    """Whether at least half of a text's letters are of the language's script; what it took over as is doesn't count."""
    script = _script(language)
    if script is None:
        return True
    for taken in re.findall(r"[A-Za-z]+", source):
        text = text.replace(taken, " ")
    letters = [letter for letter in text if letter.isalpha()]
    fitting = sum(icu.Script.getScript(letter).getShortName() == script for letter in letters)
    return fitting > 0 and fitting * 2 >= len(letters)


def _script(language):
    """ISO 15924 code of the one script that a language is written in, or None where it has several."""
    locale = icu.Locale.forLanguageTag(language)
    locale.addLikelySubtags()
    script = locale.getScript()
    return None if script in ("", "Hans", "Hant", "Jpan", "Kore") else script


def _is_mixed_up(answers, language):
    """Whether Cyrillic texts are in another language of that script: Russian for Kazakh, or Kazakh for Russian."""
    letters = [letter for text in answers for letter in _TAGS.sub(" ", text).lower() if letter.isalpha()]
    if language == "ru":
        foreign = set("".join(OWN_LETTERS.values()))
        return sum(letter in foreign for letter in letters) * 50 > len(letters)
    own = OWN_LETTERS.get(language)
    return bool(own) and len(letters) >= ENOUGH_LETTERS and not set(own) & set(letters)


@require_POST
def machine_translate(request, translation_id):
    """Fill a translation by machine and say how many came, how many not, and why."""
    translation = get_object_or_404(
        Translation.objects.select_related("source__locale", "target_locale"), pk=translation_id, enabled=True
    )
    translator = get_machine_translator()
    back = redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))
    if translator is None or not translator.can_translate(translation.source.locale, translation.target_locale):
        messages.error(
            request,
            _("There is no machine translation into %(language)s now.")
            % {"language": translation.target_locale.get_display_name()},
        )
        return back
    try:
        result = fill(translation, translator, user=request.user)
    except PermissionDenied:
        messages.error(request, _("You can no longer change this translation: what came now was not stored."))
        return redirect("wagtailadmin_home")
    _tell(request, result, translator.display_name)
    return back


def _tell(request, result, name):
    if result.stored:
        messages.success(
            request,
            ngettext(
                "%(count)d sentence was translated with %(name)s. It is published once a person has confirmed it.",
                "%(count)d sentences were translated with %(name)s. Each is published once a person has confirmed it.",
                result.stored,
            )
            % {"count": result.stored, "name": name},
        )
    if result.refused:
        reasons = "; ".join(
            _("%(count)d %(reason)s") % {"count": count, "reason": reason} for reason, count in result.refused.items()
        )
        count = result.refused.total()
        messages.warning(
            request,
            ngettext(
                "%(count)d sentence stays untranslated: %(reasons)s.",
                "%(count)d sentences stay untranslated: %(reasons)s.",
                count,
            )
            % {"count": count, "reasons": reasons},
        )
    if result.left:
        messages.info(
            request,
            ngettext(
                "The time was up: %(count)d sentence is left. Press the button again.",
                "The time was up: %(count)d sentences are left. Press the button again.",
                result.left,
            )
            % {"count": result.left},
        )
    if result.problem:
        messages.error(request, result.problem)
    if not (result.stored or result.refused or result.left or result.problem):
        messages.info(request, _("Every sentence has a text already."))
