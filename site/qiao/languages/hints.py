"""What helps to translate one sentence: texts from the memory, terms, and what to look at in what was typed."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from wagtail_localize.models import Translation

from qiao.bilingual import glossary

from . import changes, checking, memory, texts
from .conf import source_language
from .desk import boxes


@dataclass(frozen=True)
class Offer:
    """A Match as it is offered for a sentence: `text` as its box takes it, `source` as text or safe HTML."""

    match: memory.Match
    text: str
    source: str


def hints(request, translation_id, segment_id):
    """A fragment of HTML for one sentence of a translation.

    `?text=` is what stands in the sentence's box; without it the stored text is looked at.
    """
    translation = Translation.objects.select_related("source__specific_content_type", "target_locale").get(
        pk=translation_id
    )
    segment = next((each for each in texts.segments_of(translation) if each.pk == segment_id), None)
    if segment is None:
        raise Http404
    zh, locale, typed = segment.string.data, translation.target_locale, request.GET.get("text")
    formatted = segment.context_id in boxes.formatted_contexts(translation)
    if typed is not None:
        data = boxes.stored(typed[: boxes.MAX_LENGTH], formatted=formatted, source=zh)
    else:
        data = segment.stored.data if segment.stored else ""
    [terms] = glossary.agreed([texts.plain(zh)], locale)
    matches = memory.near(zh, locale, exclude_context=segment.context_id)
    context = {
        "offers": [_offer(match, zh, formatted) for match in matches],
        "terms": terms,
        "warnings": checking.warnings_of(translation, segment, data, terms),
        "language": locale.language_code,
        "source_language": source_language(),
    }
    return render(request, "qiao/languages/admin/_hints.html", context)


def _offer(match, zh, formatted):
    # Links and formatting are those of the sentence that they were made for.
    data = match.translation if match.source == zh else texts.from_plain(texts.plain(match.translation))
    source = texts.plain(zh) if match.percent == 100 else changes.difference(match.source, zh)
    return Offer(match, boxes.shown(data, formatted=formatted), source)
