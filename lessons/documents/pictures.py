"""Pictures of a file: which of them a browser shows, a small copy for the dry run, and the way into the library."""

import base64
import io
import posixpath

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageOps
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.images.permissions import permission_policy

VECTOR = (".emf", ".wmf", ".emz", ".wmz")
FORMATS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "BMP": "png", "TIFF": "png"}
"""What Pillow is asked to read, and the suffix with which it goes into the library; BMP and TIFF are rewritten."""

MOST_PIXELS = 50_000_000
PREVIEW_SIZE = 240  # pixels

_TOO_LARGE = ("file_too_large", "file_too_many_pixels")


def check(lesson):
    """Give the pictures of a lesson their previews; leave out, with a note, those that can't be shown."""
    seen = {}
    for picture in lesson.pictures:
        if picture.name not in seen:
            seen[picture.name] = _checked(picture)
        problem, picture.preview = seen[picture.name]
        if problem:
            lesson.leave_out(picture, problem)


def collections(user):
    """The collections of the library that somebody may add pictures to."""
    return permission_policy.collections_user_has_permission_for(user, "add")


def add_to_library(picture, *, title, description, collection, user):
    """A stored image made of a picture that `check` let pass."""
    data, suffix = _file(picture)
    image = get_image_model()(
        title=title[:255],
        description=description[:255],
        file=ImageFile(io.BytesIO(data), name=f"{posixpath.splitext(posixpath.basename(picture.name))[0]}.{suffix}"),
        collection=collection,
        uploaded_by_user=user,
    )
    # A picture's own model may have a word to say of its size.
    image.clean()
    image.save()
    return image


def _checked(picture):
    # (kind of note, preview): one of them is empty.
    if posixpath.splitext(picture.name)[1].lower() in VECTOR:
        return "vector", ""
    try:
        data, suffix = _file(picture)
        WagtailImageField().clean(SimpleUploadedFile(f"picture.{suffix}", data))
        return "", _preview(data)
    except ValidationError as error:
        return "large" if error.code in _TOO_LARGE else "unreadable", ""
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, _TooLargeError):
        return "large", ""
    except (OSError, KeyError, ValueError, SyntaxError, EOFError, RuntimeError):
        return "unreadable", ""


class _TooLargeError(Exception):
    pass


def _file(picture):
    # The bytes for the library, and their suffix.
    data = picture.read()
    with Image.open(io.BytesIO(data), formats=_known_formats()) as image:
        if image.width * image.height > MOST_PIXELS:
            raise _TooLargeError
        if image.format not in ("BMP", "TIFF"):
            return data, FORMATS[image.format]
        rewritten = io.BytesIO()
        image.convert("RGBA" if image.mode in ("RGBA", "LA", "PA") else "RGB").save(rewritten, "PNG")
        return rewritten.getvalue(), "png"


def _known_formats():
    Image.init()
    return [name for name in FORMATS if name in Image.OPEN]


def _preview(data):
    with Image.open(io.BytesIO(data)) as image:
        image.draft("RGB", (PREVIEW_SIZE, PREVIEW_SIZE))
        small = ImageOps.exif_transpose(image)
        small.thumbnail((PREVIEW_SIZE, PREVIEW_SIZE))
        small = small.convert("RGBA")
        paper = Image.new("RGBA", small.size, "white")
        paper.alpha_composite(small)
        packed = io.BytesIO()
        paper.convert("RGB").save(packed, "JPEG", quality=70)
    return f"data:image/jpeg;base64,{base64.b64encode(packed.getvalue()).decode()}"
