"""How fast suggestions come on a site of 5,000 pages."""

import time
from urllib.parse import urlencode

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from lessons.models import LessonPage
from qiao.bilingual import sentences

pytestmark = pytest.mark.django_db

PAGES = 5_000
WORDS = ["信号机", "道岔", "列车", "轨道", "车站", "阀门", "油井", "滴灌", "棉花", "仓库"]
WORK = ["检查", "修理", "安装", "操作", "保养"]
SECONDS = 0.050


@pytest.fixture
def five_thousand_lessons(course):
    """Published lessons with a title and a sentence each, written past the editor's way, and indexed."""
    titles = [sentences.build(f"{work}{word}")[0] for work in WORK for word in WORDS]
    summary = sentences.build("红灯亮时，列车必须在信号机前停车。")
    shared = {
        "live": True,
        "locale_id": course.locale_id,
        "depth": course.depth + 1,
        "content_type": ContentType.objects.get_for_model(LessonPage),
    }
    rows, lessons = [], []
    for number in range(PAGES):
        heading = titles[number % len(titles)]
        own = {
            "title": f"{heading['zh']}{number}",
            "slug": f"lesson-{number}",
            "path": Page._get_path(course.path, course.depth + 1, number + 100),
            "url_path": f"{course.url_path}lesson-{number}/",
        }
        rows.append(Page(**shared, **own, draft_title=own["title"]))
        lessons.append(LessonPage(**shared, **own, heading=[heading], summary=summary))
    Page.objects.bulk_create(rows, batch_size=500)
    stored = {page.slug: page for page in Page.objects.filter(slug__startswith="lesson-")}
    for lesson in lessons:
        page = stored[lesson.slug]
        lesson.pk = lesson.page_ptr_id = page.pk
        lesson.translation_key = page.translation_key
        # Only what lessons have beside pages.
        lesson.save_base(raw=True, force_insert=True)
    get_search_backend().add_bulk(LessonPage, lessons)
    with connection.cursor() as cursor:
        # PostgreSQL does so by itself, after a while.
        cursor.execute("ANALYZE")


def test_suggestions_come_within_50_milliseconds_on_5000_pages(client, five_thousand_lessons):
    def took(typed):
        address = f"/zh-hans/search/suggestions/?{urlencode({'q': typed})}"
        started = time.perf_counter()
        answer = client.get(address).json()
        assert answer["suggestions"], typed
        return time.perf_counter() - started

    took("信号")
    # The quickest of five: other work of the machine is not what is measured.
    slow = {
        typed: best
        for typed in ("信", "信号", "检查信号机", "xi", "xinhaoj", "jian cha", "1", "j")
        if (best := min(took(typed) for _attempt in range(5))) > SECONDS
    }
    assert slow == {}
