"""What a picture is made to be before it is kept: no larger than pages need, and silent about where it was taken."""

import io

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps, IptcImagePlugin

LONGEST = 2560
"""Pixels of the longer side of a picture that is kept; a page shows 1600 at most."""

# What photographers and agencies write a place into (IPTC Photo Metadata Standard, "Location"): town, part of it,
# province, country.
_XMP_PLACES = (b"GPS", b"photoshop:City", b"photoshop:State", b"photoshop:Country", b"Location")
_IPTC_PLACES = {(2, 90), (2, 92), (2, 95), (2, 100), (2, 101)}

_QUALITY = {"JPEG": 90, "WEBP": 90, "AVIF": 80}


def fitted(file):
    """An ImageFile to keep instead of `file`, or None where that one may stay as it is.

    file: an open picture with a name. A larger one is scaled down to `LONGEST`; one that tells where it was taken
    (EXIF, XMP or IPTC) is written anew without what the camera noted. Raises ValidationError with the code unreadable,
    or moves: pages show the first picture of a moving one, and nobody could stop the others.
    """
    file.seek(0)
    try:
        with Image.open(file) as image:
            # A photo with a second picture for bright screens, as telephones make it, is one photo.
            kind = "JPEG" if image.format == "MPO" else image.format
            if kind != "JPEG" and getattr(image, "is_animated", False):
                raise ValidationError(
                    _("This picture moves, and a reader could not stop it: add it to the media as a film instead."),
                    code="moves",
                )
            if max(image.size) <= LONGEST and not _tells_place(image):
                return None
            # A JPEG is decoded at a fraction of its size where that is enough.
            image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS, reducing_gap=3)
            upright = ImageOps.exif_transpose(image)
            colours = {name: upright.info[name] for name in ("icc_profile", "transparency") if name in upright.info}
            upright.info = {}
            written = io.BytesIO()
            upright.save(written, kind, **colours, **({"quality": _QUALITY[kind]} if kind in _QUALITY else {}))
    except (OSError, SyntaxError, ValueError) as error:
        raise unreadable() from error
    finally:
        file.seek(0)
    written.seek(0)
    return ImageFile(written, name=file.name)


def unreadable():
    """The ValidationError for a file that breaks off."""
    return ValidationError(
        _("This picture can't be read to its end: export it again, as JPEG or PNG."), code="unreadable"
    )


def _tells_place(image):
    notes = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    notes = notes.encode() if isinstance(notes, str) else notes
    return (
        bool(image.getexif().get_ifd(ExifTags.IFD.GPSInfo))
        or any(mark in notes for mark in _XMP_PLACES)
        or not _IPTC_PLACES.isdisjoint(_iptc(image))
    )


def _iptc(image):
    """{(record, number): value} of what is noted by IPTC; every place where that is damaged, so that none is kept."""
    try:
        return IptcImagePlugin.getiptcinfo(image) or {}
    except (OSError, SyntaxError, TypeError):
        return dict.fromkeys(_IPTC_PLACES)
