"""Charts of figures: a line over time or bars in order, each a picture that says what it shows."""

import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from workshops import charts
from workshops.charts import WIDTH, Point
from workshops.figures import Indicator, Reading
from workshops.vocabulary import Bound, Measure, Nature


def areas(*values):
    """An indicator of floor areas without dates."""
    return Indicator(Measure.FLOOR_AREA, [Reading(Decimal(value)) for value in values])


def years(*values, target=None):
    """An indicator with a value for each year from 2021 on."""
    readings = [Reading(Decimal(value), as_of=str(2021 + n)) for n, value in enumerate(values)]
    if target is not None:
        readings.append(Reading(Decimal(target), nature=Nature.TARGET, end="2030"))
    return Indicator(Measure.TRAINED, readings)


def svg(indicator):
    """The drawing as XML, without namespaces."""
    return ElementTree.fromstring(str(charts.chart(indicator, 1)))


def widths(drawing):
    return [float(each.get("width")) for each in drawing.iter("rect")]


def texts(drawing, name="value"):
    return [each.text for each in drawing.iter("text") if each.get("class") == name]


@pytest.mark.parametrize(
    "indicator", [areas(200), years(5), Indicator(Measure.TRAINED, [Reading(Decimal(3), nature=Nature.TARGET)])]
)
def test_one_value_is_no_history(indicator):
    assert charts.chart(indicator, 1) == ""


def test_values_without_dates_are_bars_in_their_order():
    drawing = svg(areas(200, 950))

    assert widths(drawing) == [round(200 / 950 * WIDTH, 1) - 1, WIDTH - 1]
    assert texts(drawing) == ["200", "950"]
    assert texts(drawing, "when") == ["earlier", "later"]


def test_dated_values_are_a_line_whose_points_stand_in_time():
    readings = [Reading(Decimal(10), as_of=day) for day in ("2021-01-01", "2021-01-02", "2021-01-11")]
    drawing = svg(Indicator(Measure.VISITS, readings))

    first, second, last = (float(each.get("cx")) for each in drawing.iter("circle"))
    assert (second - first) * 10 == pytest.approx(last - first, abs=1)


def test_values_of_one_day_are_bars():
    readings = [Reading(Decimal(value), as_of="2021") for value in (1, 2)]

    assert len(widths(svg(Indicator(Measure.VISITS, readings)))) == 2


def test_a_target_is_hollow_and_stands_at_its_own_height():
    drawing = svg(years(10, 40, target=80))

    hollow = [each for each in drawing.iter("circle") if each.get("class") == "target"]
    aims = [each for each in drawing.iter("line") if each.get("class") == "aim"]
    assert len(hollow) == len(aims) == 1
    assert hollow[0].get("cy") == aims[0].get("y1")
    assert "80" in texts(drawing)


def test_a_screen_reader_hears_what_is_drawn():
    readings = [
        Reading(Decimal(100), as_of="2023"),
        Reading(Decimal(1000), bound=Bound.MORE_THAN, as_of="2024"),
        Reading(Decimal(5000), nature=Nature.TARGET, end="2030"),
    ]
    drawing = svg(Indicator(Measure.VISITS, readings))

    names = drawing.get("aria-labelledby").split()
    said = {each.get("id"): each.text for each in drawing if each.get("id")}
    assert drawing.get("role") == "img"
    assert [said[name] for name in names] == [
        "Visits",
        "100 (2023); more than 1,000 (2024); target: 5,000 (by 2030)",
    ]


@pytest.mark.parametrize(
    "values",
    [(0, 0), (0, 10), (7, 7, 7), (1, 10_000_000), ("0.25", "0.5"), tuple(range(60)), (10**12, 1)],
    ids=str,
)
@pytest.mark.parametrize("made", [areas, years])
def test_every_value_lies_within_the_drawing(values, made):
    drawing = svg(made(*values))
    _left, _top, across, down = map(float, drawing.get("viewBox").split())

    for each in drawing.iter():
        for name, room in (("cx", across), ("x2", across), ("x", across), ("cy", down), ("y", down), ("y2", down)):
            assert 0 <= float(each.get(name, 0)) <= room, each.attrib
        assert 0 <= float(each.get("width", 0)) <= across
    assert not re.search("nan|inf", ElementTree.tostring(drawing, "unicode"), re.IGNORECASE)


def test_what_is_little_can_still_be_seen_and_nothing_is_nothing():
    tiny, _large = widths(svg(areas(1, 10_000_000)))
    nothing, _something = widths(svg(areas(0, 5)))

    assert tiny > 0
    assert nothing == 0


def test_the_values_written_beside_a_line_do_not_cover_each_other():
    points = [Point(Decimal(10**7 + n), f"more than {10**7 + n:,}", date(2021, 1, 1 + n), "") for n in range(12)]
    drawing = ElementTree.fromstring(str(charts.line(points, "Visits", 1)))

    boxes = []
    for each in drawing.iter("text"):
        width = len(each.text) * 6
        x, y = float(each.get("x")), float(each.get("y"))
        left = {"start": x, "middle": x - width / 2, "end": x - width}[each.get("text-anchor")]
        boxes.append((left, y - 10, left + width, y))
    assert not any(
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        for n, one in enumerate(boxes)
        for other in boxes[n + 1 :]
    )


def test_what_editors_write_is_no_markup():
    points = [Point(Decimal(1), "<b>1</b>", None, "<i>"), Point(Decimal(2), "2")]

    assert "<b>" not in charts.bars(points, "<script>", 1)
    assert "<script>" not in charts.bars(points, "<script>", 1)
