"""The editor of sentences: a text box, and under it what the server makes of the text."""

import json

from django import forms
from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter

from . import sentences
from .glossary import terms

# A text may exceed the limit and is still split, so that nothing is lost while it is shortened; this is too much work.
FAR_TOO_LONG = 3 * sentences.MAX_LENGTH


class SentencesWidget(forms.Widget):
    """A text box that is split into sentences when it is saved.

    Beside the box a hidden field keeps what the text does not say: the sentences' ids, corrected pinyin, sound and
    given translations. Where it is missing or spoiled, the text alone is enough.
    """

    template_name = "qiao/bilingual/widgets/sentences.html"
    # Whether a sentence can be recorded: where it stands by itself, a reader is offered no sound.
    is_recorded = True

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.configure(dialogue=False, single=False, max_length=sentences.MAX_LENGTH)

    def configure(self, *, dialogue, single, max_length):
        """Take over the options of the form field."""
        self.dialogue, self.single, self.max_length = dialogue, single, max_length

    def value_from_datadict(self, data, files, name):
        return from_posted(
            data.get(name), read_state(data.get(f"{name}-sentences")), dialogue=self.dialogue, single=self.single
        )

    def format_value(self, value):
        value = sentences.normalise(value, dialogue=self.dialogue, single=self.single)
        return {"text": sentences.to_text(value), "sentences": state(value)}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        formatted = context["widget"]["value"]
        context["widget"] |= {
            "text": formatted["text"],
            "state": json.dumps(formatted["sentences"], ensure_ascii=False),
            "single": self.single,
            "options": json.dumps({"dialogue": self.dialogue, "single": self.single, "max_length": self.max_length}),
            "url": reverse("qiao_bilingual_preview"),
            "strings": json.dumps(strings(), ensure_ascii=False),
            "recorder": json.dumps(self._recorder(), ensure_ascii=False),
        }
        return context

    def _recorder(self):
        if self.single or not self.is_recorded or not (recorder := _platform_recorder()):
            return {}
        return recorder.options()

    @property
    def media(self):
        recorder = _platform_recorder()
        own = forms.Media(
            css={"all": [versioned_static("qiao/bilingual/sentences-editor.css")]},
            js=[versioned_static("qiao/bilingual/sentences-editor.js")],
        )
        return recorder.assets() + own if recorder else own


def _platform_recorder():
    # Sites that have the lessons without the platform's media library record nothing.
    if not apps.is_installed("qiao.media"):
        return None
    from qiao.media import recorder

    return recorder


class SentencesWidgetAdapter(WidgetAdapter):
    """What a StreamField needs to make the editor in the browser."""

    js_constructor = "qiao.bilingual.SentencesWidget"


register(SentencesWidgetAdapter(), SentencesWidget)


def strings():
    """Texts that the editor's script shows, in the editor's language. {hanzi} is filled in by the script."""
    return {
        "check": _("check"),
        "confirm": _("The pinyin is right"),
        "edit": _("Correct the pinyin"),
        "failed": _("The preview could not be loaded. What you typed is kept, and is split when you save."),
        "pinyinOf": _("Pinyin of {hanzi}"),
        "reset": _("Drop the corrections"),
    }


def state(value):
    """What the hidden field keeps of sentences; `from_posted` reads it."""
    kept = []
    for sentence in value:
        entry = {name: sentence[name] for name in ("id", "zh", "translation", "audio") if sentence[name]}
        if any(by_hand := sentences.corrections(sentence)):
            entry["corrections"] = by_hand
        if sentence.get("speaker_translation"):
            entry |= {"speaker": sentence["speaker"], "speaker_translation": sentence["speaker_translation"]}
        kept.append(entry)
    return kept


def read_state(posted):
    """The list of dicts in the hidden field; [] where it is missing or not one."""
    try:
        entries = json.loads(posted or "[]")
    except (ValueError, TypeError, RecursionError):
        return []
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def from_posted(text, entries, *, dialogue=False, single=False):
    """Sentences of a text box and of what the hidden field keeps about the ones that were there before.

    text: str or None. entries: as `state` writes them; nothing of their pinyin is believed but the corrections.
    """
    text = text if isinstance(text, str) else ""
    if len(text) > FAR_TOO_LONG:
        return sentences.normalise([{"zh": sentences.clean_text(text)}])
    previous = []
    for entry in entries:
        known = sentences.normalise([{**entry, "pinyin": []}], dialogue=dialogue)
        if not known:
            continue
        given = entry.get("corrections")
        previous.append(sentences.correct(known[0], given) if isinstance(given, list) and any(given) else known[0])
    return sentences.build(text, previous=previous, glossary=terms(), dialogue=dialogue, single=single)
