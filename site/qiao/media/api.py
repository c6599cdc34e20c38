"""The door to the media library for what other apps record."""

import hashlib

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from . import speech
from .models import LibraryMedia
from .storage import check_room

__all__ = ["store_speech"]


def store_speech(data, *, title="", user=None, collection=None):
    """Keep recorded speech as Opus and AAC in one LibraryMedia, and return it; or keep nothing.

    data: bytes of a file of any kind that `speech.read` knows. title: what is said. user: who uploads it. collection:
    where it is kept, the root collection if None. Raises ValidationError as `speech.read` does, and with the code full
    where there is no room for it.
    """
    sound = speech.read(data)
    opus = speech.opus(sound)
    digest = hashlib.sha1(opus, usedforsecurity=False).hexdigest()
    name = f"speech-{digest[:12]}"
    media = LibraryMedia(
        title=title.strip()[:255] or _("Recording"),
        type="audio",
        duration=round(sound.seconds, 2),
        file=ContentFile(opus, name=f"{name}.ogg"),
        aac=ContentFile(speech.aac(sound), name=f"{name}.m4a"),
        file_hash=digest,
        uploaded_by_user=user,
    )
    if collection is not None:
        media.collection = collection
    check_room(media.file)
    media.save()
    return media
