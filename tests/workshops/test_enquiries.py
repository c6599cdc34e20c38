"""Writing to a workshop: what a visitor sends arrives once, a robot's does not, and only those who answer read it."""

import csv
import io
import logging
import re
import smtplib
import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import ModelLogEntry

from qiao.pagecache import changes
from tests import factories
from tests.workshops.exchange_pages import World
from workshops.enquiries import sending
from workshops.enquiries.limits import new_stamp
from workshops.models import Enquiry

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(db):
    """A workshop that takes enquiries."""
    cache.clear()
    return World().workshop


@pytest.fixture
def russian(db):
    """The same in Russian alone."""
    cache.clear()
    return World("ru").workshop


def address(page, name="enquiry", language="en"):
    """Of the form."""
    with override(language):
        return reverse(f"qiao_workshops_{name}", args=[page.translation_key])


def written(page, *, seconds_ago=60, **changed):
    """What a visitor sends."""
    return {
        "name": "Анна Ким",
        "email": "anna@example.org",
        "institution": "ТГТУ",
        "country": "UZ",
        "message": "Как записаться?\nСпасибо.",
        "website": "",
        "stamp": new_stamp(page.translation_key, now=time.time() - seconds_ago),
        **changed,
    }


def send(page, client=None, language="en", **changed):
    """The answer to what a visitor sends."""
    return (client or Client()).post(address(page, language=language), written(page, **changed))


# Sending


def test_a_visitor_writes_and_is_thanked(workshop):
    browser = Client(enforce_csrf_checks=True)
    form = browser.get(address(workshop))
    assert form.status_code == 200
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', form.text))
    data = written(workshop) | {"csrfmiddlewaretoken": hidden["csrfmiddlewaretoken"]}
    answer = browser.post(address(workshop), data, follow=True)
    assert answer.redirect_chain == [(address(workshop, "enquiry_sent"), 302)]
    assert "Thank you" in answer.text
    enquiry = Enquiry.objects.get()
    assert (enquiry.name, enquiry.country, enquiry.language) == ("Анна Ким", "UZ", "en")
    assert enquiry.page_key == workshop.translation_key
    assert enquiry.message == "Как записаться?\r\nСпасибо." or enquiry.message == "Как записаться?\nСпасибо."
    assert not enquiry.is_answered


def test_the_stamp_of_the_form_is_taken_back(workshop, monkeypatch):
    form = Client().get(address(workshop)).text
    [stamp] = re.findall(r'name="stamp" value="([^"]+)"', form)
    now = time.time()
    monkeypatch.setattr("workshops.enquiries.limits.time.time", lambda: now + 60)
    assert send(workshop, stamp=stamp).status_code == 302


def test_without_its_token_nothing_is_taken(workshop):
    assert send(workshop, Client(enforce_csrf_checks=True)).status_code == 403
    assert not Enquiry.objects.exists()


def test_neither_page_is_kept_or_found_by_search_engines(workshop):
    for name in ("enquiry", "enquiry_sent"):
        answer = Client().get(address(workshop, name))
        assert "no-store" in answer.headers["Cache-Control"]
        assert '<meta name="robots" content="noindex">' in answer.text


def test_the_page_of_the_workshop_leads_to_its_form(workshop):
    page = Client().get(workshop.get_url())
    assert f'href="{address(workshop, language="zh-hans")}"' in page.text
    assert "csrf" not in page.text


def test_a_workshop_without_a_form_has_none(workshop):
    workshop.takes_enquiries = False
    workshop.save_revision().publish()
    assert Client().get(address(workshop)).status_code == 404
    assert send(workshop).status_code == 404
    assert "workshops-enquiry" not in Client().get(workshop.get_url()).text


def test_a_draft_has_no_form(workshop):
    workshop.unpublish()
    assert Client().get(address(workshop)).status_code == 404


def test_the_form_is_there_in_a_language_that_lacks_the_workshop(workshop):
    form = Client().get(address(workshop, language="uz"))
    assert form.status_code == 200
    assert '<html lang="uz"' in form.text
    assert send(workshop, language="uz").status_code == 302
    assert Enquiry.objects.get().language == "uz"


# What is wrong


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 101),
        ("email", ""),
        ("email", "anna"),
        ("email", "anna@example.org\nBcc: all@example.org"),
        ("message", ""),
        ("message", "x" * 3001),
        ("message", "http://a.example http://b.example www.c.example https://d.example"),
        ("country", "XX"),
        ("institution", "x" * 201),
    ],
    ids=[
        "no name", "long name", "no e-mail", "no e-mail at all", "header", "no message", "long message", "links",
        "country", "long institution",
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_lost(workshop, field, value):
    answer = send(workshop, **{field: value})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert ("Как записаться?" in answer.text) == (field != "message")
    assert not Enquiry.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"website": "https://spam.example"}, "hidden"),
        ({"seconds_ago": 1}, "very quick"),
        ({"seconds_ago": 25 * 3600}, "lain open"),
        ({"stamp": ""}, "lain open"),
        ({"stamp": "forged"}, "lain open"),
    ],
    ids=["hidden field", "too quick", "too old", "no stamp", "forged stamp"],
)
def test_what_looks_like_a_robot_is_asked_again_and_can_go_on(workshop, monkeypatch, changed, sentence):
    answer = send(workshop, **changed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Как записаться?" in answer.text
    assert "spam.example" not in answer.text
    assert not Enquiry.objects.exists()
    [stamp] = re.findall(r'name="stamp" value="([^"]+)"', answer.text)
    now = time.time()
    monkeypatch.setattr("workshops.enquiries.limits.time.time", lambda: now + 10)
    assert send(workshop, stamp=stamp).status_code == 302
    assert Enquiry.objects.count() == 1


def test_a_stamp_of_another_workshop_is_no_stamp(workshop):
    other = factories.WorkshopPageFactory(parent=workshop.get_parent().specific, slug="other")
    assert send(workshop, stamp=new_stamp(other.translation_key, now=time.time() - 60)).status_code == 422


def test_a_second_click_sends_it_once(workshop):
    data = written(workshop)
    for _click in range(2):
        assert Client().post(address(workshop), data).status_code == 302
    assert Enquiry.objects.count() == 1
    assert len(mail.outbox) == 1


def test_the_sixth_within_an_hour_from_an_address_waits(workshop):
    browser = Client(REMOTE_ADDR="203.0.113.7")
    for _number in range(5):
        assert send(workshop, browser).status_code == 302
    refused = send(workshop, browser)
    assert refused.status_code == 429
    assert "within an hour" in refused.text
    assert "Как записаться?" in refused.text
    assert Enquiry.objects.count() == 5
    assert send(workshop, Client(REMOTE_ADDR="203.0.113.8")).status_code == 302


def test_a_household_has_one_address(workshop):
    for number in range(5):
        send(workshop, Client(REMOTE_ADDR=f"2001:db8::{number}"))
    assert send(workshop, Client(REMOTE_ADDR="2001:db8::99")).status_code == 429


def test_behind_a_proxy_it_is_the_visitors_address_that_counts(workshop, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for number in range(6):
        assert send(workshop, Client(headers={"x-forwarded-for": f"1.1.1.1, 203.0.113.{number}"})).status_code == 302
    for _number in range(4):
        send(workshop, Client(headers={"x-forwarded-for": "8.8.8.8, 203.0.113.1"}))
    assert send(workshop, Client(headers={"x-forwarded-for": "9.9.9.9, 203.0.113.1"})).status_code == 429


def test_no_address_is_kept(workshop):
    send(workshop, Client(REMOTE_ADDR="203.0.113.7"))
    kept = repr(Enquiry.objects.values()) + repr(getattr(cache, "_cache", ""))
    assert "203.0.113.7" not in kept


def test_a_cache_that_is_away_refuses_nobody(workshop, monkeypatch):
    def away(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr("workshops.enquiries.limits.cache.add", away)
    assert send(workshop).status_code == 302


# Mail


def test_the_workshop_is_told_in_the_language_of_its_country(workshop):
    workshop.country, workshop.latitude, workshop.longitude = "RU", None, None
    workshop.save_revision().publish()
    send(workshop)
    [told] = mail.outbox
    assert told.to == ["secret@example.org"]
    assert told.reply_to == ["anna@example.org"]
    assert "鲁班工坊" in told.subject
    assert "Как записаться?" in told.body
    with override("ru"):
        assert gettext("Country") in told.body
    assert "Анна Ким <anna@example.org>" in told.body
    assert sending.language_of(workshop) == "ru"


@pytest.mark.parametrize(("country", "language"), [("UZ", "uz"), ("NA", "zh-hans"), ("", "zh-hans"), ("CN", "zh-hans")])
def test_a_country_without_a_language_here_is_told_in_chinese(workshop, country, language):
    workshop.country = country
    assert sending.language_of(workshop) == language


def test_without_an_address_the_reviewers_are_told(workshop, person):
    workshop.contact_email = ""
    workshop.save_revision().publish()
    reviewer, editor = person("zh-hans", "reviewers"), person("zh-hans")
    for user, email in ((reviewer, "reviewer@example.org"), (editor, "editor@example.org")):
        user.email = email
        user.save()
    send(workshop)
    assert [told.to for told in mail.outbox] == [["reviewer@example.org"]]


def test_reviewers_are_told_in_their_own_language(workshop, person, languages):
    workshop.contact_email, workshop.country, workshop.latitude, workshop.longitude = "", "KZ", None, None
    workshop.save_revision().publish()
    chinese, kazakh = person("zh-hans", "reviewers"), person("kk", "reviewers")
    for user, email in ((chinese, "zh@example.org"), (kazakh, "kk@example.org")):
        user.email = email
        user.save()
    # There is no Kazakh page, so nobody of Kazakh is told of it.
    assert sending.readers(workshop) == ("zh-hans", ["zh@example.org"])
    workshop.copy_for_translation(languages["kk"], copy_parents=True)
    assert sending.readers(workshop) == ("kk", ["kk@example.org"])


def test_a_mail_that_fails_loses_nothing(workshop, settings, caplog):
    settings.EMAIL_BACKEND = "no.such.Backend"
    with caplog.at_level(logging.ERROR):
        assert send(workshop).status_code == 302
    assert Enquiry.objects.count() == 1
    assert "could not be sent" in caplog.text


class Picky(EmailBackend):
    """A server that knows one of the addresses no more."""

    def send_messages(self, messages):
        if "gone@example.org" in messages[0].to:
            raise smtplib.SMTPRecipientsRefused({"gone@example.org": (550, b"unknown")})
        return super().send_messages(messages)


def test_an_address_that_is_gone_keeps_it_from_no_other(workshop, settings, person, caplog):
    workshop.contact_email = ""
    workshop.save_revision().publish()
    for role, email in (("editors", "gone@example.org"), ("reviewers", "there@example.org")):
        user = person("zh-hans", role)
        user.groups.add(Group.objects.get(name="Simplified Chinese reviewers"))
        user.email = email
        user.save()
    settings.EMAIL_BACKEND = f"{__name__}.Picky"
    send(workshop)
    assert [message.to for message in mail.outbox] == [["there@example.org"]]
    assert "refused for gone@example.org" in caplog.text


def test_no_name_or_title_becomes_a_header(workshop):
    workshop.title = "工坊\nBcc: all@example.org"
    sending.submit(
        workshop, form="5f0c5a1c-6b1f-4c53-9d0c-6f1f6a3f2b5e", name="A", email="a@example.org", institution="",
        country="", message="x", language="en",
    )  # fmt: skip
    [told] = mail.outbox
    assert "\n" not in told.subject
    assert "Bcc" not in told.message()


def test_an_enquiry_leaves_kept_pages_alone():
    assert changes.is_quiet(Enquiry)


# The list


@pytest.fixture
def enquiry(workshop):
    """One that was sent."""
    send(workshop, institution="=SUM(A1)")
    return Enquiry.objects.get()


def test_a_reviewer_reads_and_marks_an_enquiry(enquiry, person, client):
    client.force_login(person("zh-hans", "reviewers"))
    listed = client.get(reverse("enquiries:index"))
    assert "Анна Ким" in listed.text
    edit = reverse("enquiries:edit", args=[enquiry.pk])
    assert "Как записаться?" in client.get(edit).text
    assert client.post(edit, {"is_answered": "on", "message": "rewritten", "name": "Other"}).status_code == 302
    enquiry.refresh_from_db()
    assert enquiry.is_answered
    assert (enquiry.name, enquiry.message.split("?")[0]) == ("Анна Ким", "Как записаться")
    assert client.post(reverse("enquiries:delete", args=[enquiry.pk])).status_code == 302
    assert Enquiry.objects.exists()


@pytest.mark.parametrize(("code", "role"), [("zh-hans", "editors"), ("ru", "reviewers"), (None, None)])
def test_nobody_else_reads_it(enquiry, person, client, code, role):
    client.force_login(person(code, role) if code else person(None))
    for url in (reverse("enquiries:index"), reverse("enquiries:edit", args=[enquiry.pk])):
        answer = client.get(url)
        assert answer.status_code == 302
        assert not answer.url.startswith(url)
    assert "enquiries/" not in client.get(reverse("wagtailadmin_home")).text


def test_those_of_a_workshop_read_its_enquiries_in_any_language(enquiry, workshop, person, client, languages):
    translated = workshop.copy_for_translation(languages["ru"], copy_parents=True)
    translated.save_revision().publish()
    client.force_login(person("ru", "reviewers"))
    assert "Анна Ким" in client.get(reverse("enquiries:index")).text


def test_the_table_of_enquiries_has_no_formula(enquiry, person, client):
    client.force_login(person("zh-hans", "reviewers"))
    answer = client.get(reverse("enquiries:index"), {"export": "csv"})
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode())))
    assert len(rows) == 2
    assert "'=SUM(A1)" in rows[1]


def test_an_administrator_deletes_one(enquiry, admin_client):
    assert admin_client.get(reverse("enquiries:delete", args=[enquiry.pk])).status_code == 200
    admin_client.post(reverse("enquiries:delete", args=[enquiry.pk]))
    assert not Enquiry.objects.exists()


def test_the_history_of_the_site_names_nobody(enquiry, admin_client):
    admin_client.post(reverse("enquiries:edit", args=[enquiry.pk]), {"is_answered": "on"})
    admin_client.post(reverse("enquiries:delete", args=[enquiry.pk]))
    kept = ModelLogEntry.objects.filter(content_type__model="enquiry").values_list("label", flat=True)
    assert len(kept) == 2
    assert enquiry.name not in "".join(kept)


def test_an_enquiry_is_deleted_after_a_year(enquiry):
    call_command("delete_old_enquiries")
    assert Enquiry.objects.exists()
    Enquiry.objects.update(created_at=timezone.now() - timedelta(days=366))
    call_command("due", "enquiries", verbosity=0)
    assert not Enquiry.objects.exists()


def test_the_groups_need_no_right_of_their_own(db):
    assert not Group.objects.filter(permissions__codename__endswith="_enquiry").exists()
