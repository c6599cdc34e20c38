"""Figures and institutions come in as tables: what is read, what is refused with which sentence, and who may what."""

import csv
import datetime
import io
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from lessons.sheets import TableError
from qiao.accounts.api import merge_institutions, save_institution
from qiao.accounts.models import Institution
from tests import factories
from workshops.imports import cells, indicators, institutions, rows
from workshops.models import Source, WorkshopPage

pytestmark = pytest.mark.django_db

FIGURES = "qiao_workshops_indicators"
INSTITUTIONS = "qiao_workshops_institutions"


def table(*lines, delimiter=",", encoding="utf-8"):
    """The bytes of a CSV file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(lines)
    return text.getvalue().encode(encoding)


def book(*lines, formats=None):
    """The bytes of an XLSX file. formats: {cell such as "C2": its number format}."""
    made, file = Workbook(), io.BytesIO()
    for line in lines:
        made.active.append(line)
    for cell, number_format in (formats or {}).items():
        made.active[cell].number_format = number_format
    made.save(file)
    return file.getvalue()


def read(data, columns=indicators.COLUMNS):
    return rows.read(io.BytesIO(data), "figures.xlsx", columns)


@pytest.fixture
def chief(django_user_model):
    """Somebody who may everything."""
    return django_user_model.objects.create_superuser("chief", "chief@example.org", "password")


@pytest.fixture
def report(db):
    """A source."""
    return Source.objects.create(key="report-2025", title="年度报告", as_of="2025")


@pytest.fixture
def workshop(db):
    """A published workshop without figures."""
    return factories.WorkshopPageFactory(parent=factories.home(), slug="workshop")


def draft_of(page):
    """It as it was last saved."""
    return WorkshopPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def planned(page, *lines):
    return indicators.plan(read(table(*lines)), page)


class TestCells:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("1500", "1500"),
            ("1 500", "1500"),
            ("1\u00a0500", "1500"),
            ("1\u202f500,5", "1500.5"),
            ("1,500.5", "1500.5"),
            ("1.500,5", "1500.5"),
            ("1,500", "1500"),
            ("1.500", "1500"),
            ("10,000,000", "10000000"),
            ("10000000", "10000000"),
            ("0", "0"),
            ("0,5", "0.5"),
            ("0.25", "0.25"),
            ("1'500", "1500"),
        ],
    )
    def test_a_number_is_read_with_whatever_separators(self, text, value):
        assert format(cells.read_number(text), "f") == value

    @pytest.mark.parametrize("text", ["", "-1", "1,5,0", "1.234.5", "over 1000", "1.2345", "#REF!", "1e9", "9" * 14])
    def test_what_is_no_number_is_refused(self, text):
        with pytest.raises(ValidationError):
            cells.read_number(text)

    @pytest.mark.parametrize(
        ("text", "date"),
        [
            ("2025", "2025"),
            ("2025-06", "2025-06"),
            ("2025-6-1", "2025-06-01"),
            ("06.2025", "2025-06"),
            ("21.06.2025", "2025-06-21"),
            ("2025年6月", "2025-06"),
            ("2025/6/21", "2025-06-21"),
            ("", ""),
        ],
    )
    def test_a_date_is_read_as_precise_as_it_is_written(self, text, date):
        assert cells.read_date(text) == date

    @pytest.mark.parametrize("text", ["6/21/2025", "2025-13", "30.02.2025", "summer", "1825"])
    def test_what_is_no_date_is_refused(self, text):
        with pytest.raises(ValidationError):
            cells.read_date(text)


class TestReading:
    def test_cells_of_a_spreadsheet_are_read_as_they_are_shown(self):
        data = book(
            ["measure", "value", "start", "end", "as_of", "unit"],
            ["visits", 1234.5, datetime.date(2025, 6, 1), datetime.date(2026, 1, 1), 2025, "percent"],
            ["visits", 0.25, datetime.date(2025, 6, 21), None, 2025.0, None],
            formats={"C2": "mmm yy", "D2": "yyyy", "B3": "0%", "C3": "yyyy-mm-dd"},
        )
        [(_two, first), (_three, second)] = read(data)
        assert (first["value"], first["start"], first["end"], first["as_of"]) == ("1234.5", "2025-06", "2026", "2025")
        assert (second["value"], second["start"], second["as_of"]) == ("25%", "2025-06-21", "2025")

    @pytest.mark.parametrize(
        "header",
        [
            ["measure", "value"],
            ["Показатель (measure)", "Значение（value）"],
            ["Measure", " VALUE "],
            ["What", "Value"],
        ],
    )
    def test_headings_are_codes_or_words_or_both(self, header):
        [(_line, found)] = read(table(header, ["visits", "1"]))
        assert found == {"measure": "visits", "value": "1"}

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"", "is empty"),
            (b"\n,,\n", "is empty"),
            (b"PK\x03\x04 broken", "can't be read as a table"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls file"),
            (table(["measure", "value"]), "nothing below the names"),
            (table(["measure"], ["visits"]), "are missing: value"),
            (table(["measure", "value", "colour"], ["visits", "1", ""]), "not known: colour"),
            (table(["measure", "value", "What"], ["visits", "1", ""]), "twice: measure"),
            (table(["measure", "value"], ["visits", "1", "500"]), "Line 2 has more cells"),
            (table(["measure", "value"], *[["visits", "1"]] * 40_000), "more than 500 lines"),
            ("measure,value\nпосещения,1".encode("cp1251"), "perhaps in Windows-1251"),
        ],
    )
    def test_what_is_no_such_table_is_refused_with_a_sentence(self, data, sentence):
        with pytest.raises(TableError, match=sentence):
            read(data)

    def test_forty_thousand_lines_of_a_spreadsheet_are_refused_with_the_limit(self):
        file = io.BytesIO()
        made = Workbook(write_only=True)
        sheet = made.create_sheet()
        for line in [["measure", "value"], *[["visits", 1]] * 40_000]:
            sheet.append(line)
        made.save(file)
        with pytest.raises(TableError, match="more than 500 lines"):
            read(file.getvalue())


class TestFigures:
    HEADER = ("measure", "unit", "nature", "bound", "value", "start", "end", "as_of", "source", "reference")

    def test_words_and_codes_are_known_in_every_language(self, workshop, report):
        [row] = planned(workshop, self.HEADER,
            ["people-trained", "People", "Target", "More than", "1 500",
             "2025", "2026", "2025-06", "REPORT-2025", "p. 3"],
        )  # fmt: skip
        assert row.state == "new"
        assert (row.values["unit"], row.values["nature"], row.values["bound"]) == ("people", "target", "more-than")
        assert row.values["source"] == report

    @pytest.mark.parametrize(
        ("cell", "reason"),
        [
            ({"measure": "dances"}, "measure: “dances” is not known: write one of floor-area"),
            ({"measure": ""}, "measure: Say what is counted"),
            ({"measure": "other"}, "label: Say in words what is counted."),
            ({"value": ""}, "value: There is no number."),
            ({"value": "many"}, "value: “many” is no number that can be taken"),
            ({"value": "50%"}, "value: “50%” is no number"),
            ({"bound": "about"}, "bound: “about” is not known: write one of exactly, at-least, more-than."),
            ({"unit": "litres"}, "unit: “litres” is not known"),
            ({"start": "2025-13"}, "start: “2025-13” is no date"),
            ({"start": "2026", "end": "2025"}, "end: This period ends (2025) before it starts (2026)."),
            ({"source": "nowhere"}, "source: There is no source with the key “nowhere”"),
            ({"reference": "x" * 101}, "reference: More than 100 characters"),
        ],
    )
    def test_a_cell_that_does_not_fit_refuses_its_line_and_says_which(self, workshop, cell, reason):
        data = {"measure": "visits", "label": "", "value": "1"} | cell
        [row] = planned(workshop, [*data], [*data.values()])
        assert row.state == "refused"
        assert reason in " ".join(row.reasons)

    def test_a_formula_counts_by_its_result_and_is_refused_without_one(self, workshop):
        [(_line, found)] = read(book(["measure", "value"], ["visits", "=1+1"]))
        assert found["value"] == "=1+1"
        [row] = indicators.plan([(2, found)], workshop)
        assert row.reasons == ["value: The formula =1+1 has no result: write the number."]

    def test_the_same_value_twice_is_refused_the_second_time(self, workshop):
        first, second = planned(workshop, ["measure", "value"], ["visits", "1"], ["visits", "2"])
        assert (first.state, second.state) == ("new", "refused")
        assert second.reasons == ["value: Line 2 has this value already."]

    def test_they_become_a_draft_and_nobody_reads_it_yet(self, workshop, report, chief):
        header = ["measure", "label", "value", "end", "bound", "nature", "source"]
        lines = read(
            table(
                header,
                ["people-trained", "智慧物流学员", "1,500.5", "2025", "at-least", "", "report-2025"],
                ["people-trained", "智慧物流学员", "10 000 000", "2030", "", "target", "report-2025"],
                ["visits", "", "0", "", "", "", ""],
            )
        )
        stored = indicators.store(lines, workshop, user=chief)
        workshop.refresh_from_db()
        draft = draft_of(workshop)

        assert stored == {"new": 3}
        assert len(workshop.indicators) == 0
        assert workshop.live
        trained, visits = draft.indicators
        assert [str(each["value"]) for each in trained.value["readings"]] == ["1500.5", "10000000"]
        assert [each["nature"] for each in trained.value["readings"]] == ["result", "target"]
        assert trained.value["readings"][0]["source"] == report
        assert trained.value["label"][0]["zh"] == "智慧物流学员"
        assert visits.value["readings"][0]["value"] == 0
        draft.save_revision(user=chief).publish()
        assert [row.state for row in indicators.plan(lines, WorkshopPage.objects.get(pk=workshop.pk))] == [
            "unchanged"
        ] * 3

    def test_a_changed_value_takes_the_place_of_the_old_one_and_the_rest_stays(self, workshop, report, chief):
        header = ["measure", "value", "start", "source"]
        indicators.store(read(table(header, ["visits", "5", "2024", "report-2025"], ["visits", "6", "2025", ""])),
            workshop, user=chief)  # fmt: skip
        changed = read(table(header, ["visits", "7", "2024", "report-2025"], ["visits", "8", "2026", ""]))
        [row, _other] = indicators.plan(changed, draft_of(workshop))
        assert row.changes == [("value", "5", "7")]
        assert indicators.store(changed, workshop, user=chief) == {"changed": 1, "new": 1}
        [visits] = draft_of(workshop).indicators
        assert [int(each["value"]) for each in visits.value["readings"]] == [7, 6, 8]

    def test_what_is_refused_stays_out_and_a_file_of_nothing_new_makes_no_draft(self, workshop, chief):
        before = workshop.revisions.count()
        assert indicators.store(read(table(["measure", "value"], ["visits", "x"])), workshop, user=chief) == {
            "refused": 1
        }
        assert workshop.revisions.count() == before


class TestInstitutions:
    @pytest.fixture
    def college(self):
        """One that is there."""
        return save_institution(key="college", country="CN", names={"en": "Railway College"})

    def planned(self, user, *lines):
        return institutions.plan(read(table(*lines), institutions.columns()), user)

    @pytest.mark.parametrize("made", [table, book])
    def test_namibia_is_a_country_and_not_nothing(self, chief, made):
        lines = read(made(["key", "country", "name_en"], ["unam", "NA", "University"]), institutions.columns())
        assert institutions.store(lines, user=chief) == {"new": 1}
        assert Institution.objects.get(key="unam").country == "NA"

    @pytest.mark.parametrize("country", ["KZ", "kz", "Kazakhstan", "Казахстан", "哈萨克斯坦"])
    def test_a_country_is_written_by_its_code_or_its_name(self, chief, country):
        [row] = self.planned(chief, ["country", "kind", "name_en"], [country, "university", "Atyrau"])
        assert (row.values["country"], row.values["kind"], row.values["key"]) == ("KZ", "university", "atyrau")

    def test_names_to_confirm_and_other_spellings_are_lists(self, chief):
        [row] = self.planned(
            chief,
            ["country", "name_ru", "name_zh-hans", "names_to_confirm", "other_names"],
            ["KZ", "Атырау", "阿特劳", "ru, zh-hans", "АНГУ; AOGU"],
        )
        assert row.values["names_to_confirm"] == ["ru", "zh-hans"]
        assert row.values["other_names"] == ["АНГУ", "AOGU"]

    @pytest.mark.parametrize(
        ("cell", "reason"),
        [
            ({"country": "Atlantis"}, "country: “Atlantis” is not known: write a code"),
            ({"country": ""}, "country:"),
            ({"kind": "school"}, "kind: “school” is not known: write one of university, college"),
            ({"name_en": ""}, "name in one language at least"),
            ({"key": "a b"}, "key:"),
            ({"names_to_confirm": "xx"}, "names_to_confirm: “xx” is not known"),
            ({"names_to_confirm": "ru"}, "names_to_confirm: Only a name that is given"),
            (
                {"name_en": "Railway college."},
                "key: There is nearly the same institution already: write its key, college",
            ),
        ],
    )
    def test_a_cell_that_does_not_fit_refuses_its_line(self, chief, college, cell, reason):
        data = {"key": "", "country": "KZ", "kind": "", "name_en": "Atyrau", "names_to_confirm": ""} | cell
        [row] = self.planned(chief, [*data], [*data.values()])
        assert row.state == "refused"
        assert reason in " ".join(row.reasons)

    def test_two_of_one_key_and_two_of_one_name_are_refused_the_second_time(self, chief):
        found = self.planned(
            chief, ["key", "country", "name_en"], ["a", "KZ", "One"], ["a", "KZ", "Two"],
            ["", "KZ", "Three"], ["", "KZ", "Three"],
        )  # fmt: skip
        assert [row.state for row in found] == ["new", "refused", "new", "refused"]
        assert found[1].reasons == ["key: Line 2 has this key already."]
        assert found[3].reasons == ["key: Line 4 has this institution already."]

    def test_two_whose_names_begin_alike_get_a_key_each(self, chief):
        name = "Vocational and Technical College of Agricultural "
        lines = read(table(["key", "country", "name_en"], ["", "CN", f"{name}Machinery"], ["", "CN", f"{name}Trade"],
            ["vocational-and-technical-college-of-agri-2", "CN", "University of Transport"]),
            institutions.columns())  # fmt: skip
        assert institutions.store(lines, user=chief) == {"new": 3}
        assert Institution.objects.count() == 3

    def test_a_merged_one_is_refused_and_names_the_one_that_stays(self, chief, college):
        merge_institutions(institution=save_institution(key="old", country="CN", names={"en": "Old"}), into=college)
        [row] = self.planned(chief, ["key", "country", "name_en"], ["old", "CN", "New"])
        assert "key: “Old” was merged into “Railway College” already" in row.reasons[0]

    def test_one_that_is_there_is_changed_by_administrators_alone(self, chief, person, college):
        lines = ["key", "country", "name_ru"], ["college", "", "Колледж"]
        [row] = self.planned(person("zh-hans"), *lines)
        assert "only administrators change it" in row.reasons[0]
        [row] = self.planned(chief, *lines)
        assert row.changes == [("names", "en: Railway College", "en: Railway College; ru: Колледж")]

    def test_a_fault_on_the_way_stores_nothing(self, chief, monkeypatch):
        lines = read(table(["key", "country", "name_en"], ["a", "KZ", "One"], ["b", "KZ", "Two"]),
            institutions.columns())  # fmt: skip
        saved = Institution.save

        def fails(self, *args, **kwargs):
            if self.key == "b":
                raise OSError("disk full")
            saved(self, *args, **kwargs)

        monkeypatch.setattr(Institution, "save", fails)
        with pytest.raises(OSError, match="disk full"):
            institutions.store(lines, user=chief)
        assert not Institution.objects.exists()


class TestAdmin:
    def sent(self, client, url, data):
        return client.post(url, {"file": SimpleUploadedFile("figures.csv", data)})

    def test_a_file_is_looked_at_and_then_becomes_a_draft_once(self, client, chief, workshop):
        client.force_login(chief)
        url = reverse(FIGURES, args=[workshop.pk])
        address = self.sent(client, url, table(["measure", "value"], ["visits", "1,500"], ["visits", "x"])).url
        text = unescape(client.get(address).content.decode())
        assert "“1,500” was read as 1,500." in text
        assert "Line 3" in text
        assert not draft_of(workshop).indicators
        answer = client.post(address)
        assert answer.url == reverse("wagtailadmin_pages:edit", args=[workshop.pk])
        assert len(draft_of(workshop).indicators) == 1
        assert client.post(address).url == url

    def test_what_can_t_be_read_is_told_beside_the_field(self, client, chief, workshop):
        client.force_login(chief)
        answer = self.sent(client, reverse(FIGURES, args=[workshop.pk]), b"")
        assert "is empty" in answer.content.decode() or "empty" in answer.content.decode()

    def test_institutions_are_stored_when_one_agrees(self, client, person):
        client.force_login(person("zh-hans"))
        address = self.sent(
            client, reverse(INSTITUTIONS), table(["country", "name_en"], ["NA", "University of Namibia"])
        ).url
        assert "University of Namibia" in client.get(address).content.decode()
        client.post(address)
        assert Institution.objects.get().key == "university-of-namibia"

    def test_the_empty_table_has_headings_in_the_language_of_the_person_and_says_what_may_be_written(
        self, client, chief, workshop
    ):
        client.force_login(chief)
        for url in (reverse(f"{FIGURES}_template", args=[workshop.pk]), reverse(f"{INSTITUTIONS}_template")):
            made = load_workbook(io.BytesIO(client.get(url).content))
            heads = [cell.value for cell in made.worksheets[0][1]]
            columns = indicators.COLUMNS if "indicators" in url else institutions.columns()
            assert cells.read_header(heads, columns) == [column.code for column in columns]
            codes = {line[1].value for line in made.worksheets[1].iter_rows()}
            assert ("more-than" in codes) or ("NA" in codes)

    def test_the_page_and_the_list_lead_there_for_who_may(self, client, chief, person, workshop):
        url, listed = (
            reverse(FIGURES, args=[workshop.pk]),
            reverse("wagtailadmin_explore", args=[workshop.get_parent().pk]),
        )
        client.force_login(chief)
        assert url in client.get(listed).content.decode()
        assert reverse(INSTITUTIONS) in client.get(reverse("institutions:index")).content.decode()
        client.force_login(person("kk"))
        assert url not in client.get(listed).content.decode()
        assert client.get(url).status_code in (302, 403)
        assert client.get(reverse(INSTITUTIONS)).status_code in (302, 403)

    def test_a_locked_page_takes_none(self, client, person, workshop):
        WorkshopPage.objects.filter(pk=workshop.pk).update(locked=True)
        client.force_login(person("zh-hans"))
        assert client.get(reverse(FIGURES, args=[workshop.pk])).status_code in (302, 403)
