"""Pages that state something of everything that other systems read, in Chinese and in Russian."""

import uuid

from wagtail.models import Locale

from qiao.accounts.models import Institution
from qiao.bilingual import sentences
from tests import factories
from workshops.models import (
    CompetitionPage,
    EventPage,
    ExchangePage,
    InstitutionIndexPage,
    InstitutionPage,
    Source,
    StoryPage,
    WorkshopIndexPage,
    WorkshopPage,
)


def said(zh, ru=""):
    """A label, with its Russian."""
    return [{**each, "translation": ru} for each in sentences.build_label(zh)]


def partner(institution, role=""):
    """The stored form of a partner."""
    return {"type": "partner", "value": {"institution": institution.pk, "role": role}}


def indicator(measure, *readings, label=(), unit=""):
    """The stored form of an indicator."""
    listed = [{"type": "item", "id": str(uuid.uuid4()), "value": reading} for reading in readings]
    return {
        "type": "indicator",
        "value": {"measure": measure, "label": list(label), "unit": unit, "readings": listed},
    }


def reading(value, bound="exactly", nature="result", **stated):
    """The stored form of a value. stated: start, end, as_of, source (a key of a row), reference."""
    empty = {"start": "", "end": "", "as_of": "", "source": None, "reference": ""}
    return {**empty, "value": value, "bound": bound, "nature": nature, **stated}


class World:
    """An index with a workshop, its activities, a story and two institutions."""

    def __init__(self, code="zh-hans"):
        self.locale = Locale.objects.get(language_code=code)
        self.home = factories.home().get_translation_or_none(self.locale) or factories.home()
        self.college, _made = Institution.objects.get_or_create(
            key="college",
            defaults={
                "kind": "college",
                "country": "CN",
                "names": {"en": "Railway College", "zh-hans": "铁道学院", "ru": "Железнодорожный колледж"},
                "names_to_confirm": ["zh-hans"],
            },
        )
        self.university, _made = Institution.objects.get_or_create(
            key="university",
            defaults={"country": "NA", "names": {"en": "University of Transport"}, "other_names": ["Transport Uni"]},
        )
        self.source, _made = Source.objects.get_or_create(
            key="report-2025", defaults={"kind": "news", "title": "Report & more", "as_of": "2025-06"}
        )
        self.index = self.add(self.home, WorkshopIndexPage, "工坊", "workshops")
        self.workshop = self.add_workshop("luban")

    def add(self, parent, model, title, slug, **fields):
        """A published page."""
        page = model(title=title, slug=slug, locale=self.locale, **fields)
        parent.add_child(instance=page)
        page.save_revision().publish()
        page.refresh_from_db()
        return page

    def add_workshop(self, slug, **fields):
        """A workshop with two partners and every kind of figure."""
        given = {
            "brand": said("鲁班工坊", "Мастерская Лу Баня"),
            "summary": said("这是一个工坊。", "Это мастерская."),
            "source": self.source,
            "country": "NA",
            "latitude": -22.56,
            "longitude": 17.08,
            "fields": ["smart-logistics"],
            "contact_email": "secret@example.org",
            "partners": [partner(self.college, "host"), partner(self.university, "guest")],
            "indicators": [
                indicator(
                    "people-trained",
                    reading("1000", "more-than", start="2024", end="2025-06"),
                    reading("1500", "at-least", "target", end="2026", source=self.source.pk, reference="p. 3"),
                    unit="people",
                ),
                indicator("other", reading("0.5"), label=said("=智慧物流", "=логистика")),
            ],
            "facilities": [
                {
                    "type": "facility",
                    "value": {
                        "name": said("实训中心", "Учебный центр"),
                        "text": [],
                        "areas": [
                            {"type": "item", "id": str(uuid.uuid4()), "value": {"square_metres": "950", "when": ""}}
                        ],
                    },
                }
            ],
        }
        return self.add(self.index, WorkshopPage, "鲁班工坊 </script>", slug, **{**given, **fields})

    def add_activities(self):
        """A lecture, an exchange and a competition."""
        self.event = self.add(
            self.workshop,
            EventPage,
            "讲座",
            "lecture",
            start="2025-06-21",
            start_time="09:30",
            speaker=said("孙老师", "Преподаватель Сунь"),
            people=35,
            partners=[partner(self.college, "host")],
            country="KZ",
            summary=said("讲座的内容。", "О чём лекция."),
        )
        self.exchange = self.add(
            self.workshop, ExchangePage, "交流", "exchange", start="2025-06", days=10, people=14,
            partners=[partner(self.college, "host"), partner(self.university, "guest")],
        )  # fmt: skip
        self.competition = self.add(
            self.workshop, CompetitionPage, "大赛", "contest", start="2025",
            rounds=[
                {
                    "type": "round",
                    "value": {"name": said("决赛", "Финал"), "start": "2025-10-01", "end": "2025-10-02", "place": []},
                }
            ],
        )  # fmt: skip

    def add_story(self, **fields):
        """A story with a recorded consent."""
        consent = {"type": "consent", "value": {"person": "Consenting Person", "given": "2025", "kept": "file 7"}}
        return self.add(self.index, StoryPage, "故事", "story", consents=[consent], **fields)

    def add_profiles(self):
        """The page of the university."""
        roll = self.add(self.index, InstitutionIndexPage, "院校", "institutions")
        self.profile = self.add(
            roll, InstitutionPage, "交通大学", "university", institution=self.university,
            site_address="https://uni.example.org/",
        )  # fmt: skip
