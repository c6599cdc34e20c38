"""Who may change what: every address of the admin is tried by every role against every language."""

import re
import uuid

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, Locale, Site, Task, Workflow
from wagtail_localize.models import StringTranslation

from lessons.models import CoursePage, LessonPage
from qiao.accounts.api import save_institution
from qiao.languages import api, teams
from qiao.languages.teams import language_name
from tests import factories
from tests.languages import addresses, attempts
from workshops.models import Enquiry, Source

pytestmark = pytest.mark.django_db

EDIT, PUBLISH = {"edit"}, {"edit", "publish"}
TEAM = "Signalling college"

# What each role may do in each place; whoever may write something in a language may write its words.
MAY = {
    "editor of Kazakh": {"kk": EDIT, "kk elsewhere": EDIT},
    "reviewer of Kazakh": {"kk": PUBLISH, "kk elsewhere": PUBLISH | {"approve"}},
    "team of one course": {"zh-hans": EDIT, "kk": PUBLISH | {"approve"}},
    "editor of Chinese": {"zh-hans": EDIT},
    "learner": {},
    "anonymous": {},
}
# Kept beside content, or by it: none of them is what a role may or may not change.
NOT_CONTENT = {
    "django_session",
    "django_migrations",
    "wagtailadmin_editingsession",
    "wagtailcore_referenceindex",
    "wagtailcore_uploadedfile",
    "qiao_accounts_user",
    "wagtailusers_userprofile",
    "qiao_lessons_dictionaryentry",
}
# What is one language's own: pages, words, translated sentences.
PER_LANGUAGE = ("wagtailcore_page", "qiao_", "wagtail_localize_stringtranslation", "wagtail_localize_segmentoverride")


def may(role, place, needs):
    """Whether a role has a right in a place."""
    here = MAY[role]
    if needs == "comment":
        # Whoever writes the Chinese answers its translators.
        source = {"kk elsewhere": "zh-hans elsewhere"}.get(place, "zh-hans")
        return may(role, place, "edit") or may(role, source, "edit") or role == "editor of Chinese"
    if needs == "words":
        return any(each.split()[0] == place.split()[0] for each in here)
    return needs in here.get(place, ())


def snapshot():
    """Every row of every table that holds content."""
    rows = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table not in NOT_CONTENT and not table.startswith(("wagtailsearch", "modelsearch")) and model._meta.managed:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows[table] = frozenset(cursor.fetchall())
    return rows


def of_languages(rows):
    """{code: what there is in a language}, of pages, words and translated sentences."""
    found = {}
    for model in apps.get_models():
        table = model._meta.db_table
        names = [field.column for field in model._meta.local_concrete_fields]
        if table in rows and "locale_id" in names and table.startswith(PER_LANGUAGE):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                place = [column[0] for column in cursor.description].index("locale_id")
                for row in cursor.fetchall():
                    found.setdefault(row[place], []).append((table, repr(row)))
    return {key: sorted(value) for key, value in found.items()}


class World:
    """Two courses in three languages with everything that can be changed there, and the people who try."""

    def __init__(self):
        self.zh, self.ru, self.kk = (Locale.objects.get(language_code=code) for code in ("zh-hans", "ru", "kk"))
        self.admin = factories.UserFactory(is_superuser=True)
        course = CoursePage.objects.get(slug="railway-signalling", locale=self.zh)
        # Its lesson is of no use here, and heavy.
        course.get_children().get().delete()
        course.refresh_from_db()
        other = factories.CoursePageFactory(parent=course.get_parent(), title="物流", slug="logistics")
        factories.TermFactory(hanzi="新词", pinyin="xīncí")
        both = [self.ru, self.kk]
        for page, locales in ((course.get_parent(), both), (course, both), (other, [self.kk])):
            for translation in api.submit(page, locales):
                api.publish(translation)
        teams.set_up_course(course, [self.zh, self.kk], name=TEAM)
        self.places = {
            "zh-hans": self._place(course, other, self.zh, team=TEAM),
            "ru": self._place(course, other, self.ru),
            "kk": self._place(course, other, self.kk, team=TEAM),
            "kk elsewhere": self._place(other, course, self.kk),
        }
        self.clients = {name: self._client(name) for name in MAY}
        self.clients["administrator"] = self._signed_in(self.admin)

    def _place(self, course, other, locale, team=None):
        number = f"{course.slug}-{locale.language_code}"
        fresh = factories.ModulePageFactory(parent=course, title="新模块", slug=f"fresh-{number}")
        lesson = factories.LessonPageFactory(
            parent=course,
            title="课",
            slug=f"lesson-{number}",
            body=[
                factories.text_block("红灯停车。"),
                {
                    "type": "image",
                    "value": {
                        "image": {"image": factories.ImageFactory().pk, "decorative": False, "alt_text": "红灯"},
                        "caption": [],
                    },
                },
            ],
        )
        here = course if locale == self.zh else course.get_translation(locale).specific
        elsewhere = [page for page in course.get_translations(inclusive=True).specific() if page.locale_id != locale.pk]
        place = attempts.build(here, locale.language_code, fresh=fresh, elsewhere=elsewhere, team=team)
        if locale == self.zh:
            [translation] = api.submit(lesson, [self.kk])
            api.publish(translation)
            place.source, place.source_of_translations = lesson, translation.source
            place.template = course.add_child(
                instance=LessonPage(title="模板", slug="template", live=False, is_template=True, locale=self.zh)
            )
        else:
            attempts.add_translation(place, lesson)
        attempts.send_to_review(place, self.admin)
        return place

    def _client(self, role):
        groups = {
            "editor of Kazakh": ["Kazakh editors"],
            "reviewer of Kazakh": ["Kazakh reviewers"],
            "team of one course": [
                f"{TEAM} – {role}"
                for role in (f"{language_name(self.zh)} editors", "Kazakh editors", "Kazakh reviewers")
            ],
            "editor of Chinese": [f"{language_name(self.zh)} editors"],
        }.get(role, [])
        if role == "anonymous":
            client = Client()
            client.person = factories.UserFactory()
            return client
        user = factories.UserFactory()
        user.groups.add(*Group.objects.filter(name__in=groups))
        assert user.groups.count() == len(groups)
        return self._signed_in(user)

    def _signed_in(self, user):
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        client.person = user
        return client


@pytest.fixture
def world(db, settings):
    """The world before anything was tried."""
    # Nobody searches here: what is found is not kept up to date.
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": "tests.languages.attempts.Translator"}
    return World()


def tried(world, attempt, role, place, before):
    """Try, and take it back: whether anything came about, and which other languages were changed with it."""
    others = ()
    with transaction.atomic():
        happened = True
        try:
            attempt.function(world.clients[role], world.places[place])
        except attempts.UndoneError:
            happened = False
        if happened:
            after = snapshot()
            happened = attempt.observes() != before.observed if attempt.observes else after != before.rows
            if happened:
                own = world.places[place].locale.pk
                languages = of_languages(after)
                others = [key for key in before.languages if key != own and before.languages[key] != languages.get(key)]
        transaction.set_rollback(True)
    return happened, others


class Before:
    """What there is before an attempt."""

    def __init__(self, rows, languages, observed):
        self.rows, self.languages, self.observed = rows, languages, observed


# A world takes seconds to build: few tests build it.
GROUPS = {
    "pages": ["wagtailadmin_pages"],
    "many at once, and the API": ["wagtail_bulk_action", "wagtailadmin_api"],
    "files": ["wagtailimages", "wagtaildocs", "wagtailmedia", "qiao_media"],
    "words": ["wagtailsnippets", "qiao_terms", "qiao_lessons"],
    "translations": ["qiao_localize", "qiao_languages"],
    "workshops": ["institution", "source", "qiao_workshops", "enquiries"],
}


@pytest.mark.parametrize("group", GROUPS)
def test_who_may_change_what(world, group):
    """Every role, in every place; each refusal is of something that succeeds for somebody else."""
    rows = snapshot()
    languages = of_languages(rows)
    wrong = []
    for attempt in attempts.ATTEMPTS:
        if not attempt.name.startswith(tuple(GROUPS[group])):
            continue
        name = attempt.function.__name__.replace("_", " ")
        before = Before(rows, languages, attempt.observes and attempt.observes())
        for place, there in world.places.items():
            if attempt.places and there.code not in attempt.places:
                continue
            succeeded = False
            for role in MAY:
                # Who has no access to the admin is stopped at its door, wherever that leads.
                if not MAY[role] and place != "ru" and attempt.places != ["zh-hans"]:
                    continue
                happened, others = tried(world, attempt, role, place, before)
                succeeded |= happened
                if happened != may(role, place, attempt.needs):
                    wrong.append(f"{role} {'' if happened else 'can not: '}{name} in {place} ({attempt.name})")
                # What is carried on comes into the translations, whoever does it.
                if happened and others and not attempt.name.endswith("update_translations"):
                    wrong.append(f"{role} {name} in {place}, and so changes {Locale.objects.filter(pk__in=others)}")
            if not succeeded and attempt.needs != "nobody":
                happened, _others = tried(world, attempt, "administrator", place, before)
                if not happened:
                    wrong.append(f"nobody {name} in {place}: the attempt proves nothing ({attempt.name})")
    assert not wrong, "\n".join(wrong)


def test_every_address_is_classified():
    tried = {attempt.name for attempt in attempts.ATTEMPTS}
    known = tried.union(addresses.READS, addresses.OWN, addresses.ADMINISTRATORS, addresses.REFUSED_TO_ALL)
    found = addresses.below_admin()
    unknown = {name: route for name, route in found.items() if name not in known}
    assert not unknown, (
        f"Nobody said yet what these addresses do: {unknown}. Where one stores something, write an attempt in "
        "tests/languages/attempts.py that would succeed, so that the matrix tries it; where not, put its name into a "
        "group of tests/languages/addresses.py."
    )
    assert sorted(known - set(found)) == [], "these are not there any more: take them out of the tables"
    grouped = [
        attempt
        for attempt in attempts.ATTEMPTS
        if not attempt.name.startswith(tuple(name for names in GROUPS.values() for name in names))
    ]
    assert grouped == [], "GROUPS leaves these out"


def administrators_addresses():
    """{name: address} of what is closed, about rows that are there."""
    workflow, task = Workflow.objects.get(name="Tajik review"), Task.objects.get(name="Tajik review")
    collection = Collection.objects.get(name="Tajik", depth=2)
    rows = {
        "wagtaillocales": Locale.objects.get(language_code="tg"),
        "wagtailsites": Site.objects.first(),
        "wagtailusers_groups": Group.objects.get(name="Tajik editors"),
        "wagtailusers_users": factories.UserFactory(),
        "wagtailadmin_collections": collection,
        "sources": Source.objects.create(key="report"),
        "enquiries": Enquiry.objects.create(form=uuid.uuid4(), page_key=uuid.uuid4(), name="Anna", message="?"),
        "institutions": save_institution(key="college", country="CN", names={"en": "College"}),
    }
    given = {
        "collection_id": collection.pk,
        "page_pk": CoursePage.objects.first().pk,
        "workflow_pk": workflow.pk,
        "task_id": task.pk,
        "app_label": "wagtailcore",
        "model_name": "groupapprovaltask",
    }
    found = {}
    for name, route in addresses.below_admin().items():
        if name in addresses.ADMINISTRATORS and not name.startswith("wagtailsettings:"):
            namespace = name.split(":")[0]
            row = rows.get(namespace, task if "task" in name else workflow)
            keys = re.findall(r"<(?:\w+:)?(\w+)>", route)
            found[name] = reverse(name, kwargs={key: row.pk if key == "pk" else given[key] for key in keys})
    return found


def test_what_is_the_administrators_is_closed_to_all_others(client, person):
    closed = administrators_addresses()
    people = [person("kk"), person("kk", "reviewers"), person("zh-hans", "reviewers"), person(None)]
    before = snapshot()
    for user in people:
        client.force_login(user)
        for name, url in closed.items():
            # The dialogue that makes a task opens for everybody, without its form.
            opened = [] if name.endswith("task_chooser_create") else [client.get(url)]
            for answer in (*opened, client.post(url, {})):
                away = answer.status_code == 302 and not answer.url.startswith(url)
                assert away or answer.status_code in (400, 403, 405), (name, answer)
    assert snapshot() == before
    client.force_login(factories.UserFactory(is_superuser=True))
    # Every language that there is has its locale.
    del closed["wagtaillocales:add"]
    for name, url in closed.items():
        answer = client.get(url)
        open_to_them = answer.status_code in (200, 405) or answer.url != reverse("wagtailadmin_home")
        assert open_to_them, name


def test_an_editor_looks_at_every_language(client, person, lesson, course, languages):
    """The explorer, the search, and the page as readers have it; what may be changed is asked for each page."""
    client.force_login(person("kk"))
    homes = client.get(reverse("wagtailadmin_explore_root")).content.decode()
    for locale in languages.values():
        home = factories.home().get_translation_or_none(locale) or factories.home()
        assert reverse("wagtailadmin_explore", args=[home.pk]) in homes
    listed = client.get(reverse("wagtailadmin_explore", args=[course.pk])).content.decode()
    assert "进站信号机" in listed
    assert lesson.get_url() in listed
    assert reverse("wagtailadmin_pages:edit", args=[lesson.pk]) not in listed
    assert "进站信号机" in client.get(reverse("wagtailadmin_pages:search") + "?q=进站").content.decode()


def test_who_has_no_page_explores_none(client, person, django_user_model):
    user = person(None)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.get(reverse("wagtailadmin_explore_root")).status_code == 302


@pytest.mark.parametrize("end", ["group", "session"])
def test_rights_that_end_while_the_form_is_open(client, person, lesson, languages, end):
    [translation] = api.submit(lesson, [languages["kk"]])
    segment = translation.source.stringsegment_set.first()
    user = person("kk")
    client.force_login(user)
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.get_translation(languages["kk"]).pk])
    assert client.get(edit).status_code == 200
    if end == "group":
        user.groups.remove(Group.objects.get(name="Kazakh editors"))
        user.groups.add(Group.objects.get(name="Russian editors"))
    else:
        client.logout()
    ours = reverse("qiao_languages:save_text", args=[translation.pk])
    upstreams = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    script = {"x-requested-with": "XMLHttpRequest"}
    answers = [
        client.post(ours, {"segment": segment.pk, "text": "x", "seen": ""}, headers=script),
        client.put(upstreams, "value=x", content_type=attempts.FORM, headers=script),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert not StringTranslation.objects.filter(data="x").exists()
