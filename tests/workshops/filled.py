"""Pages about workshops with everything filled in, for tests and for looking at them."""

import datetime
import re
import uuid

from django.core.files.base import ContentFile
from django.utils.html import strip_tags
from django.utils.translation import gettext, override, pgettext
from wagtail.documents import get_document_model
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtailmedia.models import get_media_model

from lessons.models import CoursePage
from qiao.accounts.api import save_institution
from qiao.bilingual import sentences
from qiao.languages import api
from tests import factories
from workshops import models

text = sentences.build
label = sentences.build_label


def institution(key="college", country="CN", **names):
    """An institution; its Chinese name is to be confirmed."""
    names = {"zh-hans": f"{key}学院", "en": f"College {key}"} | names
    return save_institution(key=key, country=country, kind="college", names=names, names_to_confirm=["zh-hans"])


def source(key="report"):
    """A news report of 2025 whose title is not stated."""
    return models.Source.objects.get_or_create(key=key, defaults={"kind": "news", "as_of": "2025"})[0]


def document(title="标准", name="standard.pdf", size=20_000):
    """A document of `size` bytes."""
    return get_document_model().objects.create(title=title, file=ContentFile(b"%PDF-1.4" + b" " * size, name=name))


def film(title="钻井", name="film.webm"):
    """A film of two minutes, with nothing in it."""
    media = get_media_model()
    return media.objects.create(
        title=title,
        type="video",
        duration=125,
        width=1280,
        height=720,
        file=ContentFile(b"\x1a\x45\xdf\xa3", name=name),
    )


def stream(name, *values):
    """The stored form of a stream with blocks of one kind."""
    return [{"type": name, "value": value} for value in values]


def item(value):
    """The stored form of an item of a list."""
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


class Filling:
    """What pages are filled with. `fields(model)` gives everything for a page of that type."""

    def __init__(self):
        self.host, self.guest = institution("karamay"), institution("atyrau", "KZ", ru="Атырауский университет")
        self.source = source()
        self.document = document()
        self.sheet = document("工作表", "sheet.xlsx")
        self.film = film()
        self.image = factories.ImageFactory()
        self.course = CoursePage.objects.filter(slug="railway-signalling", locale__language_code="zh-hans").first()

    def fields(self, model):
        """{field: value} of everything that is particular to a type of page."""
        common = {
            "names_to_confirm": ["ru"],
            "source": self.source,
            "summary": text("这是一个学习交流项目。老师和学生一起学习。"),
            "body": [factories.text_block("大家学习了钻井技术。", heading="更多")],
        }
        return common | getattr(self, model.__name__.removesuffix("Page"))()

    @property
    def place(self):
        return {"country": "KZ", "place": label("阿特劳"), "latitude": 47.1, "longitude": 51.9}

    @property
    def partners(self):
        return stream(
            "partner",
            {"institution": self.host.pk, "role": "host"},
            {"institution": self.guest.pk, "role": "guest"},
        )

    @property
    def gallery(self):
        image = {"image": self.image.pk, "decorative": False, "alt_text": "学生在实训室"}
        return [
            {"type": "image", "value": {"image": image, "caption": label("实训室里")}},
            self.video(),
        ]

    def video(self):
        return {
            "type": "video",
            "value": {"title": label("录像"), "video": self.film.pk, "transcript": text("大家好。")},
        }

    def paper(self):
        return {"type": "document", "value": {"title": label("规则"), "document": self.document.pk}}

    @property
    def indicators(self):
        reading = {
            "nature": "result", "bound": "more-than", "value": "1000", "start": "2024", "end": "2025",
            "as_of": "2025-06", "source": self.source.pk, "reference": "p. 3",
        }  # fmt: skip
        target = reading | {"nature": "target", "bound": "exactly", "value": "2000", "end": "2026"}
        readings = [item(reading), item(target)]
        return stream(
            "indicator", {"measure": "visits", "label": label("资源库访问"), "unit": "", "readings": readings}
        )

    @property
    def courses(self):
        return stream("course", self.course.pk)

    def WorkshopIndex(self):  # noqa: N802 - named as the type of page is
        return {}

    InstitutionIndex = WorkshopIndex

    def Workshop(self):  # noqa: N802
        return {
            **self.place,
            "brand": label("丝路工坊"),
            "partners": self.partners,
            "statuses": stream(
                "status", {"status": "unveiled", "part": label("实训室"), "when": "2025-06", "source": self.source.pk}
            ),
            "recognitions": stream(
                "recognition", {"institution": self.host.pk, "title": label("人文交流项目"), "when": "2024"}
            ),
            "facilities": stream(
                "facility",
                {
                    "name": label("物流实训中心"),
                    "text": text("学生在这里实训。"),
                    "areas": [item({"square_metres": "950", "when": "2025"})],
                },
            ),
            "fields": ["smart-logistics"],
            "courses": self.courses,
            "activities": text("技能培训\n教师培训"),
            "resources": text("双语教材"),
            "plans": text("编写教材"),
            "indicators": self.indicators,
            "gallery": self.gallery,
            "contact_email": "workshop@example.org",
            "contact_phone": "+998 71 000 00 00",
            "contact_url": "https://example.org/",
        }

    def Institution(self):  # noqa: N802
        return {
            **self.place,
            "institution": self.host,
            "logo": self.image,
            "site_address": "https://example.org/",
            "indicators": self.indicators,
        }

    def Alliance(self):  # noqa: N802
        return {
            "founded": "2025-05",
            "partners": self.partners,
            "committees": stream(
                "committee",
                {
                    "name": label("交通委员会"),
                    "field": "railway-engineering",
                    "status": "planned",
                    "chair": self.host.pk,
                },
            ),
            "milestones": stream("milestone", {"when": "2025-05", "text": label("联盟成立")}),
            "indicators": self.indicators,
        }

    def Exchange(self):  # noqa: N802
        return {
            "kind": "visit",
            "start": "2025-06",
            "end": "",
            "days": 10,
            "partners": self.partners,
            "people": 14,
            "people_bound": "at-least",
            "who": label("阿特劳大学的师生"),
            "fields": ["petroleum-engineering"],
            "model": label("技术培训＋文化体验＋现场教学"),
            "programme": stream(
                "day",
                {"day": 2, "strand": "cultural", "text": text("学习剪纸。")},
                {"day": 1, "strand": "technical", "text": text("在模拟器上处理钻井事故。跟老师学习技能。")},
                {"day": 1, "strand": "field", "text": text("去魔鬼城看地质。")},
                {"day": None, "strand": "cultural", "text": text("制作漆扇。")},
            ),
            "outcome": text("两校准备继续合作。"),
            "gallery": self.gallery,
        }

    def Event(self):  # noqa: N802
        return {
            **self.place,
            "kind": "lecture",
            "start": "2025-06-21",
            "end": "",
            "start_time": datetime.time(15, 30),
            "speaker": label("孙老师"),
            "partners": self.partners,
            "people": 35,
            "people_bound": "exactly",
            "materials": [self.paper(), self.video()],
            "gallery": self.gallery,
        }

    def Competition(self):  # noqa: N802
        return {
            **self.place,
            "start": "2025-03",
            "end": "2025-06-02",
            "fields": ["railway-signalling", "railway-engineering"],
            "discipline": label("信号设备维护"),
            "partners": self.partners,
            "rounds": stream(
                "round",
                {"name": label("预赛"), "start": "2025-03", "end": "2025-04", "place": label("网上")},
                {"name": label("决赛"), "start": "2025-06-01", "end": "2025-06-02", "place": label("塔什干")},
            ),
            "teams": stream(
                "team",
                {"name": label("红灯队"), "institution": self.host.pk, "people": 3},
                {"name": label("绿灯队"), "institution": self.guest.pk, "people": 1},
            ),
            "rules": [self.paper()],
            "results": stream(
                "result",
                {"rank": "1", "team": label("绿灯队"), "institution": self.guest.pk, "score": "97,5"},
                {"rank": "2", "team": label("红灯队"), "institution": self.host.pk, "score": "91"},
            ),
            "gallery": self.gallery,
        }

    def Standard(self):  # noqa: N802
        return {
            "kind": "teaching",
            "field": "mechanical-manufacturing",
            "level": "中级 / Level 4",
            "version": "2.1",
            "issued": "2024-09",
            "partners": self.partners,
            "adoptions": stream("adoption", {"institution": self.guest.pk, "when": "2025"}),
            "documents": stream(
                "document",
                {"language": "zh-hans", "document": self.document.pk},
                {"language": "en", "document": self.sheet.pk},
                {"language": "ru", "document": self.document.pk},
            ),
            "courses": self.courses,
            "indicators": self.indicators,
        }

    def ResourceLibrary(self):  # noqa: N802
        empty = {
            "text": [], "languages": [], "field": "", "level": "", "document": None, "video": None, "course": None,
            "address": "",
        }  # fmt: skip
        return {
            "partners": self.partners,
            "fields": ["railway-signalling"],
            "resources": stream(
                "resource",
                empty
                | {
                    "title": label("信号机图册"), "text": text("信号机的图片和名称。"), "kind": "document",
                    "languages": ["ru", "zh-hans"], "field": "railway-signalling", "level": "3",
                    "document": self.document.pk,
                },
                empty | {"title": label("钻井录像"), "kind": "video", "field": "petroleum-engineering",
                         "video": self.film.pk},
                empty | {"title": label("铁路信号课程"), "kind": "course", "languages": ["zh-hans"], "level": "4",
                         "field": "railway-signalling", "course": self.course.pk},
                empty | {"title": label("世界铁路"), "kind": "link", "address": "https://rail.example.org/library"},
                empty | {"title": label("工作表"), "kind": "document", "document": self.sheet.pk, "languages": ["en"]},
            ),
            "indicators": self.indicators,
        }  # fmt: skip

    def TestCentre(self):  # noqa: N802
        return {
            **self.place,
            "status": "in-use",
            "partners": self.partners,
            "sessions": stream(
                "session",
                {"when": "2025-05-18", "level": "3", "places": 1200, "until": "2025-04-30", "taken": 67, "passed": 0},
                {"when": "2025-11", "level": "", "places": None, "until": "", "taken": None, "passed": None},
            ),
            "indicators": self.indicators,
        }

    def Admission(self):  # noqa: N802
        return {
            "partners": self.partners,
            "places": stream(
                "places",
                {"programme": label("现代农业"), "country": "TJ", "number": "1200", "note": []},
                {"programme": [], "country": "PK", "number": None, "note": label("名额增加")},
                {"programme": label("畜牧"), "country": "", "number": None, "note": []},
            ),
            "requirements": text("高中毕业\n通过HSK三级考试"),
            "deadlines": stream("deadline", {"when": "2026-05-31", "text": label("网上报名截止")}),
            "apply_at": "https://example.org/apply",
        }

    def Story(self):  # noqa: N802
        return {
            "kind": "graduate",
            "person": label("毕业生"),
            "portrait": self.image,
            "partners": self.partners,
            "way": stream(
                "step",
                {"when": "2019", "text": text("来新疆学习农业。")},
                {"when": "", "text": text("现在是生产基地的负责人。她管理两个农场。")},
            ),
            "quotation": text("我每天都用汉语。"),
            "gallery": self.gallery,
            "consents": stream("consent", {"person": "毕业生本人", "given": "2025-01", "kept": "档案 17"}),
        }


def make(page_type, parent, /, **fields):
    """A published page with these fields."""
    page = page_type(**{"title": page_type.__name__} | fields)
    page.full_clean(exclude=["path", "depth", "url_path", "draft_title"])
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page_type.objects.get(pk=page.pk)


def translated(page, locale):
    """The page in another language, each of its texts translated to “<code>: <Chinese text>”, and published."""
    texts = [each for each in extract_segments(page) if isinstance(each, StringSegmentValue)]
    said = {each.path.rsplit(".", 1)[-1]: f"{locale.language_code}: {each.string.data}" for each in texts}
    api.offer_translations(page, locale, said)
    [translation] = api.submit(page, [locale])
    return api.publish(translation)


def said(message, language="zh-hans", context=None, **values):
    """What a page of a language says for an interface text of the code."""
    with override(language):
        return (pgettext(context, message) if context else gettext(message)) % values


def words(html):
    """The text of some HTML as one line, without pinyin."""
    return re.sub(r"\s+", " ", strip_tags(re.sub(r"<(rt|rp|script)\b.*?</\1>", "", html)))
