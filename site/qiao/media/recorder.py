"""The recorder in Wagtail's admin: what its script is told, and the chooser of a recording that can also record one."""

import json

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.staticfiles import versioned_static
from wagtailmedia.widgets import AdminAudioChooser, AdminMediaChooser

from . import speech


def chooser_for(field):
    """Form options of a foreign key to the library: sound can be recorded in place, all else is chosen."""
    if field.get_limit_choices_to().get("type") != "audio":
        return {"widget": AdminMediaChooser}
    return {"widget": SpeechChooser(spoken=getattr(field.model, "content_name_field", ""))}


def options():
    """What the recorder's script needs: where it sends to, its limits in seconds and bytes, and its texts."""
    return {
        "url": reverse("qiao_media_record"),
        "longest": speech.LONGEST,
        "largest": speech.LARGEST,
        "strings": {
            "again": _("Record again"),
            "choose": _("Choose a file"),
            "failed": _("The recording could not be saved. Check the connection and try again."),
            "group": _("Recording of “{text}”"),
            "insecure": _("Browsers record on https pages only. Choose a file instead."),
            "lost": _("The text was changed, so its recording was dropped: record it again."),
            "noMicrophone": _("No microphone was found. Plug one in, or choose a file."),
            "noSupport": _("This browser can't record. Choose a file instead."),
            "record": _("Record"),
            "recorded": _("has a recording"),
            "recording": _("Recording: {seconds} s"),
            "refused": _("The microphone was refused. Allow it in the browser's address bar, or choose a file."),
            "remove": _("Remove the recording"),
            "saving": _("Saving the recording …"),
            "saved": _("The recording is saved."),
            "stop": _("Stop"),
            "tooLarge": speech.too_large(),
        },
    }


def assets():
    """The recorder's script and style."""
    return forms.Media(
        css={"all": [versioned_static("qiao/media/recorder.css")]},
        js=[versioned_static("qiao/media/recorder.js")],
    )


class SpeechChooser(AdminAudioChooser):
    """Chooses a recording of the library, or records one.

    spoken: the name of the field of the same form that has the text which is spoken, or "".
    """

    def __init__(self, *, spoken="", **kwargs):
        super().__init__(**kwargs)
        self.spoken = spoken

    def render_html(self, name, value_data, attrs):
        chooser = super().render_html(name, value_data, attrs)
        return format_html(
            '{}<div data-controller="qiao-speech-chooser" data-qiao-speech-chooser-options-value="{}"'
            ' data-qiao-speech-chooser-input-value="{}" data-qiao-speech-chooser-spoken-value="{}"></div>',
            chooser,
            json.dumps(options(), ensure_ascii=False),
            attrs["id"],
            self.spoken,
        )

    @property
    def media(self):
        return super().media + assets()
