"""The library's form of a picture."""

from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.images.forms import BaseImageForm

from qiao.operations.errors import is_full

from . import photos


class LibraryImageForm(BaseImageForm):
    """Wagtail's, which says so where it can't read a file to its end; Wagtail's own fails."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            file.to_python = partial(_read, file.to_python)


def _read(to_python, data):
    try:
        return to_python(data)
    except (OSError, SyntaxError) as error:
        if is_full(error):
            raise
        raise photos.unreadable() from error
    except Image.DecompressionBombError as error:
        message = _("This picture has more than %(limit)d million pixels: scale it down.")
        limit = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
        raise ValidationError(message % {"limit": limit}, code="file_too_many_pixels") from error
