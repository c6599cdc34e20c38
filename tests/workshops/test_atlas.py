"""Maps: the base map, checks of coordinates, where markers stand, what is on no map."""

import re
from io import StringIO

import icu
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.template.loader import render_to_string
from django.utils.translation import override

from tests import factories
from workshops.atlas import Map, Place, basemap, check, outlines, places_of
from workshops.atlas.projection import REGION, WORLD
from workshops.checks import check_tiles

TASHKENT, ALMATY, WINDHOEK = (41.31, 69.28), (43.24, 76.89), (-22.57, 17.08)
LONGEST = "Коргоҳи омӯзиши технологияҳои муосири обёрӣ ва парвариши пахта " * 4


def place(name, country="", position=(None, None), **more):
    """A place whose marker leads to its name."""
    return Place(name, f"#{name}", country, *position, **more)


def drawn(*places):
    """The map of some places as HTML in one line."""
    return re.sub(r"\s+", " ", render_to_string("workshops/_map.html", {"map": Map(list(places))}))


def links(html):
    """[(address, name)] of the markers."""
    found = re.findall(r'<a class="map-marker[^"]*" href="([^"]*)">(.*?)</a>', html)
    return [(address, re.search(r'dir="auto"> (.*?)(?: <small>.*)? </span>', inside)[1]) for address, inside in found]


class TestBaseMap:
    def test_the_file_is_what_the_command_makes(self, tmp_path, monkeypatch):
        if not settings.QIAO_NODE_MODULES.joinpath(*outlines.FILE).exists():
            pytest.skip("world-atlas is not installed: manage.py frontend --dev")
        kept = basemap.FILE.read_text()
        monkeypatch.setattr(basemap, "FILE", tmp_path / "basemap.json")
        call_command("basemap", stdout=StringIO())
        assert basemap.FILE.read_text() == kept

    def test_both_maps_weigh_less_than_25_kilobytes(self):
        drawings = [drawing for name in ("region", "world") for drawing in basemap.load()[name].values()]
        assert sum(map(len, drawings)) < 25_000

    def test_shapes_stay_within_the_picture(self):
        for name, window in (("region", REGION), ("world", WORLD)):
            for drawing in basemap.load()[name].values():
                for part in re.findall(r"M([^M]+)", drawing):
                    start, steps = part.rstrip("z").split("l")
                    x, y = map(int, start.split())
                    numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
                    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                        x, y = x + dx, y + dy
                        assert -5 <= x <= window.width + 5
                        assert -5 <= y <= window.height + 5

    def test_countries_are_those_of_iso_3166(self):
        known = basemap.load()["countries"]
        assert set(known) - {"XK"} <= set(icu.Locale.getISOCountries())
        assert {"CN", "KG", "KZ", "NA", "PK", "TJ", "TM", "UZ"} <= set(known)

    @pytest.mark.parametrize("code", ["CN", "UZ", "RU", "US", "FJ", "NA", "KI", "FR"])
    def test_the_point_of_a_country_lies_in_its_box(self, code):
        west, south, east, north, longitude, latitude = basemap.country(code)
        assert south <= latitude <= north
        assert west <= longitude <= east or west <= longitude + 360 <= east
        assert east - west < 200

    def test_the_command_says_what_to_do_without_the_package(self, settings, tmp_path):
        settings.QIAO_NODE_MODULES = tmp_path
        with pytest.raises(Exception, match="frontend --dev"):
            call_command("basemap", verbosity=0)


class TestCoordinates:
    @pytest.mark.parametrize(
        ("country", "position"),
        [
            ("UZ", TASHKENT), ("KZ", ALMATY), ("KZ", (47.1, 51.9)), ("NA", WINDHOEK), ("CN", (43.8, 87.6)),
            ("RU", (66, -172)), ("FJ", (-17.8, 178)), ("FJ", (-17, -179.5)), ("", (0, 0)), ("", (90, 180)),
            ("XX", TASHKENT), ("UZ", (None, None)), ("UZ", (45.6, 56.0)),
        ],
    )  # fmt: skip
    def test_a_place_in_its_country_is_accepted(self, country, position):
        check(country, *position)

    @pytest.mark.parametrize(("position", "missing"), [((41.3, None), "longitude"), ((None, 69.3), "latitude")])
    def test_half_a_place_is_refused(self, position, missing):
        with pytest.raises(ValidationError) as caught:
            check("UZ", *position)
        assert caught.value.message_dict == {missing: ["Coordinates are two numbers: write both or neither."]}

    @pytest.mark.parametrize(
        ("country", "position"), [("UZ", TASHKENT), ("KZ", ALMATY), ("NA", WINDHOEK), ("CN", (39.9, 116.4))]
    )
    def test_exchanged_coordinates_say_how_to_write_them(self, country, position):
        latitude, longitude = position
        with pytest.raises(ValidationError) as caught:
            check(country, longitude, latitude)
        (message,) = caught.value.message_dict["latitude"]
        assert "exchanged" in message
        assert f"write {latitude} as latitude and {longitude} as longitude" in message

    @pytest.mark.parametrize(
        ("country", "position", "wrong", "name"),
        [
            ("NA", (22.57, 17.08), ["latitude"], "Namibia"),
            ("UZ", (41.31, 169.28), ["longitude"], "Uzbekistan"),
            ("KZ", (0, 0), ["latitude", "longitude"], "Kazakhstan"),
            ("UZ", (47.0, 60.0), ["latitude"], "Uzbekistan"),
        ],
    )
    def test_a_place_outside_names_the_country_and_its_limits(self, country, position, wrong, name):
        with pytest.raises(ValidationError) as caught:
            check(country, *position)
        said = caught.value.message_dict
        assert sorted(said) == wrong
        assert all(name in messages[0] and "lie between" in messages[0] for messages in said.values())

    @pytest.mark.parametrize("number", [float("nan"), float("inf")])
    def test_what_is_no_number_of_degrees_is_refused(self, number):
        with pytest.raises(ValidationError, match="number of degrees"):
            check("", number, 60.0)

    @pytest.mark.django_db
    def test_a_page_says_so_beside_the_field(self):
        page = factories.WorkshopPageFactory.build(title="工坊", country="UZ", latitude=69.28, longitude=41.31)
        with pytest.raises(ValidationError) as caught:
            page.clean()
        assert "latitude" in caught.value.message_dict


class TestMarkers:
    def test_each_marker_is_a_link_with_the_name_of_its_place(self):
        html = drawn(place("a", "UZ", TASHKENT), place("b", "KZ", ALMATY))
        assert links(html) == [("#a", "a"), ("#b", "b")]
        assert "The place is known" in html
        assert "Only the country is known" not in html

    def test_of_a_country_alone_the_marker_is_hollow(self):
        html = drawn(place("a", "UZ"))
        assert 'class="map-marker is-country"' in html
        assert "The place is known" not in html
        assert html.count("Only the country is known") == 2

    def test_places_lie_where_web_mercator_has_them(self):
        (marker,) = Map([place("a", "UZ", TASHKENT)]).wide
        # By hand: (69.28 - 44) / 80, and the tangents of 57, 41.31 and 21 degrees.
        assert marker.left == "31.60%"
        assert float(marker.top.rstrip("%")) == pytest.approx(50.0, abs=0.6)

    def test_places_close_together_share_a_marker_that_leads_to_the_first(self):
        places = [place(name, "UZ", (41.31, 69.28 + number / 100)) for number, name in enumerate("abcde")]
        assert links(drawn(*places)) == [("#a", "5 places: a; b; c; …")]

    def test_a_group_of_its_own_is_where_a_shared_marker_leads(self):
        places = [place(name, "UZ", TASHKENT, group_url="#in-UZ") for name in "ab"]
        assert links(drawn(*places)) == [("#in-UZ", "2 places: a; b")]

    def test_on_a_narrow_map_more_places_share_a_marker(self):
        shown = Map([place("a", "UZ", TASHKENT), place("b", "TJ", (38.56, 68.77))])
        assert [marker.count for marker in shown.wide] == [1, 1]
        assert [marker.count for marker in shown.narrow] == [2]
        assert Map([place("a", "UZ", TASHKENT)]).narrow is None

    def test_no_two_markers_are_closer_than_a_fingertip(self):
        grid = [place(f"{x}-{y}", "", (y / 2, x / 2)) for x in range(100, 240, 3) for y in range(50, 110, 3)]
        shown = Map(grid)
        for markers, width in ((shown.wide, 640), (shown.narrow, 288)):
            scale = width / REGION.width
            gaps = [
                ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5 * scale
                for number, one in enumerate(markers)
                for other in markers[:number]
            ]
            assert min(gaps) >= 24
            assert sum(marker.count for marker in markers) == len(grid)

    def test_what_lies_further_away_goes_onto_the_inset(self):
        shown = Map([place("na", "NA"), place("fj", "FJ", (-17, -179.5)), place("uz", "UZ", TASHKENT)])
        assert [marker.places[0].name for marker in shown.further] == ["na", "fj"]
        assert all(0 <= marker.x <= WORLD.width for marker in shown.further)
        assert "map-inset" in drawn(place("na", "NA"))
        assert "map-inset" not in drawn(place("uz", "UZ", TASHKENT))

    @pytest.mark.parametrize(
        "nowhere", [place("a"), place("a", "XX"), place("a", "", (-80, 0)), place("a", "", (float("nan"), 60.0))]
    )
    def test_what_is_on_no_map_is_counted_beside_it(self, nowhere):
        html = drawn(nowhere, place("b", "UZ", TASHKENT))
        assert links(html) == [("#b", "b")]
        assert "1 place is in the list only" in html

    def test_nothing_is_drawn_without_places(self):
        assert drawn().strip() == ""

    def test_it_says_where_the_same_stands_as_a_list(self):
        shown = {"map": Map([place("a", "UZ")])}
        assert "in the list below" in render_to_string("workshops/_map.html", shown)
        assert 'href="/workshops/"' in render_to_string("workshops/_map.html", {**shown, "list_url": "/workshops/"})

    def test_places_are_made_of_pages(self):
        page = factories.WorkshopPageFactory.build(title="工坊", country="UZ", latitude=41.31, longitude=69.28)
        assert places_of([page], lambda page: "#here") == [Place("工坊", "#here", "UZ", 41.31, 69.28)]

    def test_names_are_escaped_and_may_be_long(self):
        html = drawn(Place("<b>&", "#a", "UZ"), Place(LONGEST.strip(), "#b", "KZ"))
        assert "&lt;b&gt;&amp;" in html
        assert LONGEST.strip() in html

    def test_numbers_of_the_drawing_are_the_same_in_every_language(self):
        with override("ru"):
            html = drawn(place("a", "UZ", TASHKENT))
        assert 'viewBox="0 0 1600 964"' in html
        assert "--x: 31.60%" in html
        assert "Узбекистан</text>" in html


class TestTiles:
    def test_no_host_is_called_unless_the_site_names_one(self):
        html = drawn(place("a", "UZ", TASHKENT))
        assert "http" not in html
        assert "Natural Earth" in html

    def test_tiles_stand_in_place_of_the_outlines(self, settings):
        settings.QIAO_MAP_TILES = "https://tiles.example.org/{z}/{x}/{y}.png"
        settings.QIAO_MAP_TILES_CREDIT = "Maps of Example, GS(2026)1"
        html = drawn(place("a", "UZ", TASHKENT), place("na", "NA"))
        assert "map-land" not in html
        assert "Natural Earth" not in html
        assert "Maps of Example, GS(2026)1" in html
        assert 'href="https://tiles.example.org/4/11/5.png"' in html
        assert 'href="https://tiles.example.org/1/0/0.png"' in html

    def test_tiles_lie_where_the_projection_has_them(self, settings):
        settings.QIAO_MAP_TILES = "{z}/{x}/{y}"
        tiles = {tile.address: tile for tile in Map([]).region_tiles}
        tile = tiles["4/11/5"]
        # The tile of that number begins at 67.5 degrees east, and is as wide as 22.5 degrees.
        assert tile.x == pytest.approx(REGION.project(67.5, 0)[0], abs=0.1)
        assert tile.size == pytest.approx(REGION.width * 22.5 / 80, abs=0.1)
        assert len(tiles) <= 24

    @pytest.mark.parametrize(
        ("address", "credit", "found"),
        [
            ("", "", []),
            ("https://a/{z}/{x}/{y}", "A", []),
            ("https://a/{z}/{x}", "A", ["qiao_workshops.E001"]),
            ("https://a/{z}/{x}/{y}", "", ["qiao_workshops.W001"]),
        ],
    )
    def test_a_wrong_setting_is_found_at_start(self, settings, address, credit, found):
        settings.QIAO_MAP_TILES, settings.QIAO_MAP_TILES_CREDIT = address, credit
        assert [each.id for each in check_tiles(None)] == found
