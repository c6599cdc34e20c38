"""What the editor of sentences asks the server while an author types."""

import json

from django.http import HttpResponseBadRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from qiao import chinese

from . import listening, sentences, validation, widgets
from .slugs import suggest_slug

# A form posts as much; a preview of more than that is no preview.
BODY_LIMIT = 2_000_000


@require_POST
def preview(request):
    """How a text will be split and read, before it is saved.

    Posted is JSON: text, sentences (what the hidden field keeps) and options (dialogue, single, max_length). The answer
    has the sentences to show, what the hidden field should keep from now on, the sources of each recording by its id, a
    summary and the errors.
    """
    if len(request.body) > BODY_LIMIT:
        return HttpResponseBadRequest(_("The text is too long to be shown here."))
    try:
        posted = json.loads(request.body)
        text, entries, options = posted["text"], posted.get("sentences"), posted.get("options") or {}
        dialogue, single = bool(options.get("dialogue")), bool(options.get("single"))
        max_length = int(options.get("max_length") or sentences.MAX_LENGTH)
        if not isinstance(text, str):
            raise TypeError
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return HttpResponseBadRequest(_("Send the text as JSON."))
    if len(text) > widgets.FAR_TOO_LONG:
        return JsonResponse(
            {"sentences": [], "state": None, "summary": "", "errors": [validation.too_long(len(text), max_length)]}
        )
    value = widgets.from_posted(
        text,
        [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else [],
        dialogue=dialogue,
        single=single,
    )
    length = len(sentences.to_text(value))
    return JsonResponse(
        {
            "sentences": [shown(sentence) for sentence in value],
            "state": widgets.state(value),
            "sounds": _sounds(value),
            "summary": _summary(value),
            "errors": [validation.too_long(length, max_length)] if length > max_length else [],
        }
    )


@require_GET
def slug(request):
    """The address that a title gets, as {"slug": …}."""
    return JsonResponse({"slug": suggest_slug(request.GET.get("title", "")[:500])})


def shown(sentence):
    """A sentence as the editor's script shows it; `parts` is its text in pieces, each with the place of its syllable or
    None."""
    pinyin, parts, place = sentence["pinyin"], [], 0
    for char in sentence["zh"]:
        if chinese.is_hanzi(char) and place < len(pinyin):
            parts.append([char, place])
            place += 1
        elif parts and parts[-1][1] is None:
            parts[-1][0] += char
        else:
            parts.append([char, None])
    return {
        "id": sentence["id"],
        "parts": parts,
        "pinyin": pinyin,
        "translation": sentence["translation"],
        "speaker": sentence.get("speaker", "") if sentence["starts_paragraph"] else "",
        "starts_paragraph": sentence["starts_paragraph"],
        "errors": validation.problems(sentence),
        "note": _traditional(sentence["zh"]),
    }


def _traditional(zh):
    # What an editor is told of characters that are taken as they are; "" where there are none.
    if not chinese.has_traditional(zh):
        return ""
    found = "".join(dict.fromkeys(char for char in zh if chinese.has_traditional(char)))
    return _(
        "Traditional characters: %(characters)s. They stay as they are; learners of this site read simplified ones."
    ) % {"characters": found}


def _sounds(value):
    found = listening.recordings(sentence["audio"] for sentence in value)
    return {key: media.sources for key, media in found.items()}


def _summary(value):
    if not value:
        return ""
    hanzi = sentences.hanzi_count(value)
    traditional = sum(chinese.has_traditional(sentence["zh"]) for sentence in value)
    unsure = sum(not syllable["certain"] for sentence in value for syllable in sentence["pinyin"])
    said = [
        ngettext("%(count)d sentence", "%(count)d sentences", len(value)) % {"count": len(value)},
        ngettext("%(count)d hanzi", "%(count)d hanzi", hanzi) % {"count": hanzi},
    ]
    if unsure:
        said.append(ngettext("%(count)d syllable to check", "%(count)d syllables to check", unsure) % {"count": unsure})
    if traditional:
        said.append(
            ngettext(
                "%(count)d sentence with traditional characters",
                "%(count)d sentences with traditional characters",
                traditional,
            )
            % {"count": traditional}
        )
    return " · ".join(said)
