"""A machine translator for wagtail-localize: a server that speaks LibreTranslate's HTTP interface."""

import json
import logging
import time

import requests
from django.core.cache import cache
from django.utils.translation import gettext as _
from urllib3.exceptions import HTTPError, ReadTimeoutError
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.strings import StringValue

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 3
LANGUAGES_SECONDS = 3  # an editor's page waits for this answer
KEPT_SECONDS = 600
KEPT_FAILURE_SECONDS = 60
LARGEST_ANSWER = 2 * 1024 * 1024


class MachineError(Exception):
    """A machine translator did not answer as it should; the message is a sentence for the person who asked."""


class LibreTranslate(BaseMachineTranslator):
    """Sends one request for each call and believes nothing of the answer but its texts, which the caller checks.

    options: LIBRETRANSLATE_URL, API_KEY (may be empty), TIMEOUT in seconds for one request as a whole.
    """

    display_name = "LibreTranslate"

    def translate(self, source_locale, target_locale, strings):
        """{StringValue: StringValue} of those strings that came back with a text.

        strings: StringValues; keep them few, the server translates them one after the other. Raises MachineError where
        there is no answer in time, a refusal, or an answer that can't be matched to the strings.
        """
        strings = list(strings)
        codes = self._codes(source_locale, target_locale)
        if codes is None:
            raise MachineError(_("%(name)s does not translate into this language.") % {"name": self.display_name})
        body = {"q": [string.data for string in strings], "source": codes[0], "target": codes[1], "format": "html"}
        if self.options.get("API_KEY"):
            body["api_key"] = self.options["API_KEY"]
        answer = self._ask("POST", "/translate", float(self.options.get("TIMEOUT", 15)), json=body)
        texts = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(texts, list) or len(texts) != len(strings):
            raise MachineError(_("The answer of %(name)s does not fit the question.") % {"name": self.display_name})
        return {
            string: StringValue(text)
            for string, text in zip(strings, texts, strict=True)
            if isinstance(text, str) and text.strip()
        }

    def can_translate(self, source_locale, target_locale):
        """Whether the server has both languages; False where it does not say, so that nothing is offered then."""
        return self._codes(source_locale, target_locale) is not None

    def _codes(self, source_locale, target_locale):
        languages = self._languages()
        source = _code(source_locale.language_code, languages)
        target = _code(target_locale.language_code, languages)
        if source is None or target is None or source == target or target not in languages[source]:
            return None
        return source, target

    def _languages(self):
        """{code: codes that it is translated into} as the server says; kept for some minutes, {} where it fails."""
        key = f"qiao_languages.libretranslate.{self.options['LIBRETRANSLATE_URL']}"
        languages = cache.get(key)
        if languages is None:
            try:
                languages = _read_languages(self._ask("GET", "/languages", LANGUAGES_SECONDS))
            except MachineError as error:
                logger.warning("No languages from the machine translator: %s", error)
                languages = {}
            cache.set(key, languages, KEPT_SECONDS if languages else KEPT_FAILURE_SECONDS)
        return languages

    def _ask(self, method, path, seconds, **kwargs):
        """The JSON of an answer that is there, whole, within `seconds`. Raises MachineError."""
        url = self.options["LIBRETRANSLATE_URL"].rstrip("/") + path
        end = time.monotonic() + seconds
        timeout = (min(CONNECT_SECONDS, seconds), seconds)
        name = {"name": self.display_name}
        try:
            with requests.request(
                method, url, timeout=timeout, stream=True, allow_redirects=False, **kwargs
            ) as response:
                content = _read(response, end)
                if response.status_code != 200:
                    raise MachineError(self._refusal(response.status_code, content))
        except requests.Timeout as error:
            raise MachineError(_("%(name)s did not answer in time. Try again later.") % name) from error
        except requests.RequestException as error:
            logger.warning("The machine translator at %s can't be reached: %s", url, error)
            raise MachineError(_("%(name)s can't be reached. Tell an administrator.") % name) from error
        answer = _json(content)
        if answer is None:
            raise MachineError(_("The answer of %(name)s can't be read.") % name)
        return answer

    def _refusal(self, status, content):
        answer = _json(content)
        said = answer.get("error") if isinstance(answer, dict) else None
        said = " ".join(str(said).split())[:200] if said else _("status %(status)d") % {"status": status}
        logger.warning("The machine translator refused with status %d: %s", status, said)
        if status == 429:
            return _("%(name)s has too much to do (%(said)s). Try again later.") % {
                "name": self.display_name,
                "said": said,
            }
        return _("%(name)s refused: %(said)s") % {"name": self.display_name, "said": said}


def _read(response, end):
    """The body of an answer; a server that sends a byte now and then is stopped at `end` all the same."""
    parts, length = [], 0
    while part := _part(response):
        length += len(part)
        if length > LARGEST_ANSWER:
            raise requests.ConnectionError("The answer is too large.")
        if time.monotonic() > end:
            raise requests.Timeout
        parts.append(part)
    return b"".join(parts)


def _part(response):
    try:
        return response.raw.read1(65536, decode_content=True)
    except ReadTimeoutError as error:
        raise requests.Timeout from error
    except (HTTPError, OSError) as error:
        raise requests.ConnectionError(str(error)) from error


def _json(content):
    try:
        return json.loads(content)
    except ValueError:
        return None


def _read_languages(answer):
    """{code: [codes]} from the server's list; older servers don't name targets and translate into all."""
    listed = [each for each in answer if isinstance(each, dict)] if isinstance(answer, list) else []
    codes = [each["code"] for each in listed if isinstance(each.get("code"), str)]
    return {
        each["code"]: each["targets"] if isinstance(each.get("targets"), list) else codes
        for each in listed
        if each.get("code") in codes
    }


def _code(language, known):
    """What the server calls a language: "zh-hans" is "zh-Hans" in newer ones and "zh" in older ones."""
    by_name = {code.lower(): code for code in known}
    return by_name.get(language.lower()) or by_name.get(language.lower().split("-")[0])
