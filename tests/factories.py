"""Pages, terms and people for tests: every page type, with content that translates."""

import factory
import wagtail_factories
from django.contrib.auth import get_user_model
from wagtail.models import Page

from home.models import ContentPage, HomePage
from lessons.models import CourseIndexPage, CoursePage, LessonPage, ModulePage, Term
from qiao.bilingual import sentences
from qiao.languages import api
from qiao.media.models import LibraryImage
from workshops.models import WorkshopIndexPage, WorkshopPage


class UserFactory(factory.django.DjangoModelFactory):
    """A person who can sign in with the password "password"."""

    username = factory.Sequence(lambda n: f"person{n}")
    password = factory.django.Password("password")

    class Meta:
        model = get_user_model()


class ImageFactory(wagtail_factories.ImageFactory):
    """A small picture in the library."""

    class Meta:
        model = LibraryImage


class TermFactory(factory.django.DjangoModelFactory):
    """A Chinese term."""

    hanzi = "信号机"
    pinyin = "xìnhàojī"
    field = "railway-signalling"
    meaning = factory.SelfAttribute("hanzi")
    locale = factory.LazyFunction(api.source_locale)

    class Meta:
        model = Term


class PublishedPageFactory(wagtail_factories.PageFactory):
    """A page that was saved and published as an editor does it."""

    class Meta:
        model = Page
        abstract = True

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        page = super()._create_instance(model_class, parent, kwargs)
        page.save_revision().publish()
        page.refresh_from_db()
        return page


class ContentPageFactory(PublishedPageFactory):
    """A plain page."""

    title = "关于我们"

    class Meta:
        model = ContentPage


class CourseIndexPageFactory(PublishedPageFactory):
    """The list of courses."""

    title = "课程"

    class Meta:
        model = CourseIndexPage


class CoursePageFactory(PublishedPageFactory):
    """A course of railway signalling."""

    title = "铁路信号"
    field = "railway-signalling"
    level = 4
    entry_level = 3
    hours = 10
    outcomes = factory.LazyFunction(lambda: sentences.build("能用汉语说出信号的颜色。"))

    class Meta:
        model = CoursePage


class ModulePageFactory(PublishedPageFactory):
    """A module."""

    title = "信号显示"

    class Meta:
        model = ModulePage


class LessonPageFactory(PublishedPageFactory):
    """A lesson; without a body of its own it gets one with every kind of block."""

    title = "进站信号机"
    objectives = factory.LazyFunction(lambda: sentences.build("认识进站信号机。"))
    summary = factory.LazyFunction(lambda: sentences.build("红灯停车。绿灯进站。"))
    estimated_minutes = 25
    body = factory.LazyFunction(lambda: lesson_body())

    class Meta:
        model = LessonPage


class WorkshopIndexPageFactory(PublishedPageFactory):
    """An index of workshops."""

    title = "工坊"
    slug = "workshops"

    class Meta:
        model = WorkshopIndexPage


class WorkshopPageFactory(PublishedPageFactory):
    """A workshop."""

    title = "丝路高铁工坊"
    brand = factory.LazyFunction(lambda: sentences.build_label("丝路高铁工坊"))
    country = "UZ"
    body = factory.LazyFunction(lambda: [text_block("中国和乌兹别克斯坦的学校一起办学。")])

    class Meta:
        model = WorkshopPage


def home():
    """The Chinese home page that every site has."""
    return HomePage.objects.get(locale=api.source_locale(), depth=2)


def text_block(text, heading=""):
    """The stored form of a text block."""
    return {"type": "text", "value": {"heading": sentences.build_label(heading), "sentences": sentences.build(text)}}


def lesson_body(*, text="进站信号机设在车站入口。红灯亮时，列车必须停车。", image=None, terms=None):
    """The stored form of a lesson's body with one block of every kind."""
    image = image or ImageFactory()
    terms = terms or [TermFactory()]
    return [
        text_block(text, heading="进站信号机"),
        {
            "type": "dialogue",
            "value": {
                "heading": sentences.build_label("在调度室"),
                "lines": sentences.build("司机：列车可以进站吗？\n调度员：请注意信号。", dialogue=True),
            },
        },
        {
            "type": "vocabulary",
            "value": {
                "heading": sentences.build_label("词语"),
                "terms": [{"type": "item", "id": f"{term.translation_key}", "value": term.pk} for term in terms],
            },
        },
        {
            "type": "procedure",
            "value": {
                "heading": sentences.build_label("操作步骤"),
                "steps": [
                    {
                        "type": "item",
                        "id": "5c6f6d2e-5c9a-4c1c-8f4a-0c3a5c0f0a01",
                        "value": {
                            "text": sentences.build("确认信号显示。"),
                            "tools": sentences.build_label("对讲机"),
                            "image": {"image": None, "decorative": False, "alt_text": ""},
                            "safety": sentences.build("不要越过红灯。"),
                        },
                    }
                ],
            },
        },
        {"type": "safety", "value": {"level": "danger", "sentences": sentences.build("禁止越过红灯！")}},
        {
            "type": "image",
            "value": {
                "image": {"image": image.pk, "decorative": False, "alt_text": "进站信号机的红灯"},
                "caption": sentences.build_label("红灯"),
            },
        },
        {"type": "rich_text", "value": "<p>参考<b>资料</b></p>"},
    ]


def long_body(count):
    """A body of `count` sentences over as many text blocks as there are tens of them."""
    blocks = []
    for start in range(0, count, 10):
        text = "".join(f"第{start + n}句话说的是信号机的显示。" for n in range(min(10, count - start)))
        blocks.append(text_block(text, heading=f"第{start // 10 + 1}段"))
    return blocks
