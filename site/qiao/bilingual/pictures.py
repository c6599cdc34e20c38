"""Pictures as pages show them: WebP in a few widths, none heavier than what may be loaded without asking.

WebP and not AVIF: every browser that these pages work in shows it, and it takes a tenth of AVIF's time to make, for
files that are a third larger at most (measured on the demo's drawings).
"""

import io
import logging
import math
from bisect import bisect_left

from django.db.models import prefetch_related_objects
from django.forms.utils import flatatt
from django.utils.html import format_html
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import AbstractImage

from .weight import HEAVIEST

__all__ = ["LightOperation", "images_in", "load", "picture"]

WIDTHS = (400, 800, 1200, 1600)
COVER_WIDTHS = WIDTHS[:3]
# Width to height of what stands above the title of a course.
COVER = (16, 9)
QUALITIES = (80, 65, 50, 35)
# A drawing with so few colours is often smaller, and always sharper, without loss.
FEW_COLOURS = 1024

logger = logging.getLogger(__name__)


class LightOperation(FilterOperation):
    """Keeps a WebP below `HEAVIEST`: without loss where that is smaller, else as well as fits, else in fewer pixels."""

    def construct(self):
        """Written as `light`, after `format-webp`."""

    def run(self, willow, image, env):
        """Choose how the picture is encoded; returns it, smaller where nothing else helps."""
        weights = {}
        for quality in QUALITIES:
            weights[quality] = _weight(willow, quality=quality)
            if weights[quality] <= HEAVIEST:
                break
        if _is_drawing(willow.image) and _weight(willow, lossless=True) <= min(weights[quality], HEAVIEST):
            env["output-format-options"] = ("lossless",)
            return willow
        env["webp-quality"] = quality
        weight = weights[quality]
        while weight > HEAVIEST:
            # The weight goes with the area; a little less, so that one step nearly always does.
            scale = 0.95 * math.sqrt(HEAVIEST / weight)
            willow = willow.resize([max(1, round(side * scale)) for side in willow.get_size()])
            weight = _weight(willow, quality=quality)
        return willow


def _is_drawing(image):
    return image.mode in ("L", "P", "RGB", "RGBA") and image.getcolors(FEW_COLOURS) is not None


def _weight(willow, **options):
    written = io.BytesIO()
    willow.save_as_webp(written, **options)
    return written.tell()


def picture(image, sizes, is_cover=False, alt=None, is_first=False):
    """The <img> of an image of the library, or its text where the file is gone or unreadable; "" without an image.

    sizes: how wide the layout shows it, as in HTML. is_cover: cut to 16:9 around its focal point. alt: instead of the
    image's own text. is_first: it stands on the first screen, so that it is loaded at once.
    """
    if not image:
        return ""
    try:
        renditions = image.get_renditions(*_specs(image, is_cover))
    except OSError:
        logger.warning("Image %s (%s) is shown as its text", image.pk, image.file.name, exc_info=True)
        alt = image.get_rendition_model()(image=image).alt if alt is None else alt
        return format_html('<span class="no-picture">{}</span>', alt) if alt else ""
    # What had to be made smaller may be as wide as another one.
    by_width = {rendition.width: rendition for rendition in renditions.values()}
    largest = by_width[max(by_width)]
    attributes = largest.attrs_dict
    if alt is not None:
        attributes["alt"] = alt
    if len(by_width) > 1:
        attributes["srcset"] = ", ".join(f"{by_width[width].url} {width}w" for width in sorted(by_width))
        attributes["sizes"] = sizes
    attributes |= {"fetchpriority": "high"} if is_first else {"loading": "lazy"}
    attributes["decoding"] = "async"
    return format_html("<img{}>", flatatt(attributes))


def _specs(image, is_cover):
    """What is asked of Wagtail: each width below that of the image, and the next one, which is the image's own."""
    across, down = COVER
    room = min(image.width, image.height * across // down) if is_cover else image.width
    widths = COVER_WIDTHS if is_cover else WIDTHS
    widths = widths[: bisect_left(widths, room) + 1]
    sizes = [f"fill-{width}x{width * down // across}" if is_cover else f"width-{width}" for width in widths]
    return [f"{size}|format-webp|light" for size in sizes]


def images_in(value):
    """The images that a value of blocks holds, however deep."""
    if isinstance(value, AbstractImage):
        yield value
    elif isinstance(value, StreamValue):
        for block in value:
            yield from images_in(block.value)
    elif isinstance(value, StructValue):
        for child in value.values():
            yield from images_in(child)
    elif isinstance(value, ListValue):
        for item in value:
            yield from images_in(item)


def load(images):
    """Load what was made of these images already, with one query; None among them is passed over."""
    prefetch_related_objects([image for image in images if image], "renditions")
