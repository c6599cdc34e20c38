"""A card as a picture: paper and ink, the Chinese title large, the reader's title under it, and the stamp."""

import io
import re

from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageOps

from qiao.chinese import has_hanzi

from . import HEIGHT, WIDTH, fonts

LARGEST = 120_000
"""Bytes; some networks don't show a larger preview."""

# The day's colours of site/static/qiao/tokens.css.
PAPER, INK, SOFT, LINE, TILE, STAMP = "#faf8f3", "#1b2126", "#566069", "#e2dccf", "#0a5f6b", "#ad351e"

MARGIN = 72
PICTURE = 440  # width of the page's own picture
HAN, LATIN = (fonts.SERIF, fonts.SANS), (fonts.SANS, fonts.SERIF)
_OPENING, _CLOSING = "（《“‘【", "，。、；：？！）》”’】…"


def draw(card):
    """The bytes of a JPEG of 1200 × 630 pixels."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    canvas = ImageDraw.Draw(image)
    picture = _picture(card.picture)
    if picture and not (card.zh or card.title):
        image.paste(ImageOps.fit(picture, (WIDTH, HEIGHT)))
        return _encode(image)
    room = WIDTH - 2 * MARGIN
    if picture:
        image.paste(ImageOps.fit(picture, (PICTURE, HEIGHT)), (WIDTH - PICTURE, 0))
        room -= PICTURE
    else:
        _bridge(canvas)
    canvas.rectangle((0, 0, 12, HEIGHT), fill=STAMP)
    _write(canvas, [_cut(card.line, LATIN, 30, 500, room)], LATIN, 30, 500, (MARGIN, 64), TILE)
    size, lines = _fit(card.zh, HAN, 600, room, sizes=(124, 108, 92, 78, 66), most=2)
    below = _write(canvas, lines, HAN, size, 600, (MARGIN, 132), INK, leading=1.3)
    size, lines = _fit(card.title, LATIN, 500, room, sizes=(54, 48, 42, 37, 33), most=3)
    _write(canvas, lines, LATIN, size, 500, (MARGIN, below + 20), SOFT, leading=1.28)
    _brand(canvas, card.site)
    return _encode(image)


def _picture(name):
    if not name:
        return None
    try:
        with default_storage.open(name) as file:
            return ImageOps.exif_transpose(Image.open(file)).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        # Without it the card still says what the page is.
        return None


def _bridge(canvas):
    """The bridge of the site's icon, in the colour of lines, at the lower edge."""
    left, top, right, bottom = 740, 484, WIDTH - MARGIN - 48, 568
    canvas.arc((left, top, right, 2 * bottom - top), 180, 360, fill=LINE, width=10)
    canvas.line((left - 48, bottom, WIDTH - MARGIN, bottom), fill=LINE, width=10)
    for share in (0.2, 0.4, 0.6, 0.8):
        x = left + share * (right - left)
        y = bottom - (bottom - top) * (1 - (2 * share - 1) ** 2) ** 0.5
        canvas.line((x, y, x, bottom), fill=LINE, width=8)


def _brand(canvas, site):
    side, top = 76, HEIGHT - MARGIN - 60
    canvas.rounded_rectangle((MARGIN, top, MARGIN + side, top + side), 14, fill=STAMP)
    middle = MARGIN + (side - fonts.width("桥", HAN, 50, 600)) / 2
    _write(canvas, ["桥"], HAN, 50, 600, (middle, top + 8), "#fff", leading=1.2)
    _write(canvas, [site], LATIN, 36, 650, (MARGIN + side + 22, top + 14), INK)


def _write(canvas, lines, families, size, weight, place, colour, *, leading=1.35):
    """Write lines from a place down, all of a line on one base line; returns where the next line would begin."""
    x, y = place
    for line in lines:
        at = x
        for font, part in fonts.runs(line, families, size, weight):
            canvas.text((at, y + size), part, font=font, fill=colour, anchor="ls")
            at += font.getlength(part)
        y += size * leading
    return y


def _fit(text, families, weight, room, *, sizes, most):
    """(size, lines) in the largest size with which a text stays within `most` lines; cut where even the last is not."""
    for size in sizes:
        lines = _wrap(text, families, size, weight, room)
        if len(lines) <= most and all(fonts.width(line, families, size, weight) <= room for line in lines):
            return size, lines
    lines = [*lines[: most - 1], "".join(lines[most - 1 :]) if has_hanzi(text) else " ".join(lines[most - 1 :])]
    return size, [_cut(line, families, size, weight, room) for line in lines]


def _wrap(text, families, size, weight, room):
    lines = []
    for piece in _pieces(text):
        if lines and fonts.width((lines[-1] + piece).rstrip(), families, size, weight) <= room:
            lines[-1] += piece
        elif piece.strip():
            lines.append(piece)
    return [line.rstrip() for line in lines]


def _pieces(text):
    """Where a line may break: after a space, and around a hanzi but for the marks that cling to it."""
    return re.findall(rf"[{_OPENING}]*(?:[⺀-鿿𠀀-𳑿][{_CLOSING}]*|[^\s⺀-鿿𠀀-𳑿]+\s*|\s+)", text) or [text]


def _cut(text, families, size, weight, room):
    """The text, or its beginning and an ellipsis where it is too wide."""
    if fonts.width(text, families, size, weight) <= room:
        return text
    while text and fonts.width(f"{text.rstrip()}…", families, size, weight) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _encode(image):
    for quality in (92, 84, 76, 66, 50):
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, subsampling=0 if quality > 80 else 2, optimize=True)
        if file.tell() <= LARGEST:
            break
    return file.getvalue()
