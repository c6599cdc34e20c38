"""What a WebVTT file must be before it is kept (W3C WebVTT, section 4)."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LARGEST_TRACK = 2 * 1024 * 1024  # bytes; an hour of subtitles is about 60 KB


def content_languages():
    """The languages that content can be written in, as choices."""
    return list(settings.WAGTAIL_CONTENT_LANGUAGES)


def check_webvtt(file):
    """Refuse a file that a browser would not read as WebVTT.

    Raises ValidationError where the file is over 2 MiB, is not UTF-8 or does not begin with "WEBVTT".
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
