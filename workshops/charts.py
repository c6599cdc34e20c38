"""How a figure went, drawn as SVG on the server: a line over time, or bars where the values have no dates.

A drawing is one picture to a screen reader, whose description says what it shows; the table beside it says the same.
Colours and type come from the style sheet, by class.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

__all__ = ["Point", "bars", "chart", "line", "points_of"]

WIDTH = 340
"""Units of a drawing across; one is a pixel at its natural size."""

_EDGE = 8
_HEAD = 26
_PLOT = 110
_FOOT = 24
_ROW = 46
_BAR = 14
_CHARACTER = 6.6
_LINE = 15
_DESCRIBED = 6


@dataclass(frozen=True)
class Point:
    """One value of a drawing. text: the value in words; when: its day, None where it has none; label: of that day."""

    value: Decimal
    text: str
    when: date | None = None
    label: str = ""
    is_target: bool = False


def points_of(indicator):
    """The values of an Indicator as points; values without a date are told apart by their order."""
    points = [
        Point(each.value, each.text, each.when, each.period or each.as_of_own, each.is_target)
        for each in indicator.readings
    ]
    results = [n for n, each in enumerate(points) if not each.is_target]
    words = {results[0]: pgettext("order", "earlier"), results[-1]: pgettext("order", "later")} if results else {}
    return [
        each if each.label or n not in words else Point(each.value, each.text, None, words[n], each.is_target)
        for n, each in enumerate(points)
    ]


def chart(indicator, key):
    """The drawing of an Indicator as HTML, "" where it has fewer than two results.

    key: tells it from the other drawings of the page, for its ids.
    """
    points = points_of(indicator)
    results = [each for each in points if not each.is_target]
    if len(results) < 2:
        return ""
    days = [each.when for each in results]
    draw = line if all(days) and len(set(days)) > 1 else bars
    return draw(points, title=str(indicator.title), key=key)


def line(points, title, key):
    """A line through dated results in the order of their days; a target is a dashed line with a hollow mark.

    points: at least two results of different days; a target may be undated. title: of the whole drawing.
    """
    results = sorted((each for each in points if not each.is_target), key=lambda each: each.when)
    targets = [each for each in points if each.is_target]
    days = [each.when.toordinal() for each in points if each.when]
    first, last = min(days), max(days)
    top = max(each.value for each in points) or 1
    bottom = _HEAD + _PLOT

    def across(when):
        when = when.toordinal() if when else last
        return round(_EDGE + (when - first) * (WIDTH - 2 * _EDGE) / (last - first), 1)

    def down(value):
        return round(bottom - float(value / top) * _PLOT, 1)

    path = " ".join(f"{across(each.when)},{down(each.value)}" for each in results)
    drawn = [
        format_html('<line class="axis" x1="0" y1="{}" x2="{}" y2="{}"/>', bottom, WIDTH, bottom),
        format_html_join(
            "",
            '<line class="aim" x1="0" y1="{}" x2="{}" y2="{}"/>',
            ((down(each.value), WIDTH, down(each.value)) for each in targets),
        ),
        format_html('<polyline class="line" points="{}"/>', path),
        format_html_join(
            "",
            '<circle class="{}" cx="{}" cy="{}" r="{}"/>',
            (
                ("target" if each.is_target else "point", across(each.when), down(each.value), _radius(results))
                for each in [*results, *targets]
            ),
        ),
        _value_labels([(each, across(each.when), down(each.value)) for each in _told(results, targets)]),
        _text(0, bottom + _LINE + 2, results[0].label, "start", "when"),
    ]
    ends = [each for each in points if each.when and each.when.toordinal() == last]
    drawn.append(_text(WIDTH, bottom + _LINE + 2, ends[-1].label, "end", "when"))
    return _picture(drawn, bottom + _FOOT, points, title, key)


def bars(points, title, key):
    """A bar for each value, one under the other in their order; that of a target is hollow."""
    top = max(each.value for each in points) or 1
    drawn = []
    for n, each in enumerate(points):
        y = n * _ROW
        length = float(each.value / top) * WIDTH
        # What is not nothing can be seen, however small it is beside the largest.
        length = round(max(length, 1.5), 1) if each.value else 0
        drawn += [
            _text(0, y + _LINE, each.text, "start", "value"),
            _text(WIDTH, y + _LINE, each.label, "end", "when"),
            format_html('<line class="axis" x1="0.5" y1="{0}" x2="0.5" y2="{1}"/>', y + 20, y + 24 + _BAR),
            format_html(
                '<rect class="{}" x="0.5" y="{}" width="{}" height="{}"/>',
                "target" if each.is_target else "bar",
                y + 22,
                max(length - 1, 0),
                _BAR,
            ),
        ]
    return _picture(drawn, len(points) * _ROW, points, title, key)


def _radius(results):
    return 4 if len(results) <= 12 else 2.5


def _told(results, targets):
    """The points whose value is written beside them, the most telling first; where there is no room it is left out."""
    highest = max(results, key=lambda each: each.value)
    ordered = [results[-1], *targets, results[0], highest, *(results if len(results) <= _DESCRIBED else [])]
    return list(dict.fromkeys(ordered))


def _value_labels(placed):
    """The values beside their points, above or below, none upon another."""
    taken, drawn = [], []
    for each, x, y in placed:
        width = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in each.text) * _CHARACTER
        left = min(max(x - width / 2, 0), max(WIDTH - width, 0))
        anchor, at = ("start", 0) if left == 0 else ("end", WIDTH) if left + width >= WIDTH else ("middle", x)
        for base in (y - 9, y + 9 + 10):
            box = (left, base - 11, left + width, base + 3)
            if base + 3 <= _HEAD + _PLOT and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                drawn.append(_text(at, round(base, 1), each.text, anchor, "value"))
                break
    return format_html_join("", "{}", ((text,) for text in drawn))


def _overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _text(x, y, text, anchor, name):
    if not text:
        return ""
    return format_html('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>', name, x, y, anchor, text)


def _said(point):
    text = f"{point.text} ({point.label})" if point.label else point.text
    return _("target: %(value)s") % {"value": text} if point.is_target else text


def _picture(drawn, height, points, title, key):
    said = [_said(each) for each in points]
    if len(said) > _DESCRIBED:
        results = [each for each in points if not each.is_target]
        said = [_said(each) for each in (results[0], results[-1])]
        said.append(_("%(number)s values in all; the table has each of them.") % {"number": len(points)})
    return format_html(
        '<svg class="chart" role="img" direction="ltr" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' aria-labelledby="{key}-title {key}-described"><title id="{key}-title">{title}</title>'
        '<desc id="{key}-described">{said}</desc>{drawn}</svg>',
        width=WIDTH,
        height=height,
        key=f"chart-{key}",
        title=title,
        said="; ".join(said),
        drawn=format_html_join("", "{}", ((each,) for each in drawn)),
    )
