"""One mail a day tells a person what is due and what waits; Wagtail's own mails of a review undo no step."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState
from wagtail.users.models import UserProfile

from qiao.languages import api, notices, texts
from qiao.languages.models import DigestSent
from qiao.operations.jobs import registered

pytestmark = pytest.mark.django_db


class NoServer(EmailBackend):
    """A mail server that is away, in a way that Wagtail lets through."""

    def open(self):
        raise OSError("Name or service not known")

    def send_messages(self, messages):
        self.open()


class RefusesOne(EmailBackend):
    """A mail server that refuses one address."""

    refused = ""

    def send_messages(self, messages):
        if any(self.refused in message.to for message in messages):
            raise OSError("550 No such user")
        return super().send_messages(messages)


class AsksAgain(EmailBackend):
    """A second timer runs while the first one's mail is on its way."""

    def send_messages(self, messages):
        self.__class__.again()
        return super().send_messages(messages)


def with_mail(user, **profile):
    user.email = f"{user.username}@example.com"
    user.save()
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "en", **profile})
    return user


@pytest.fixture
def translator(person):
    return with_mail(person("kk"))


@pytest.fixture
def reviewer(person):
    return with_mail(person("kk", "reviewers"))


@pytest.fixture
def kazakh(lesson, languages):
    [translation] = api.submit(lesson, [languages["kk"]])
    return translation


@pytest.fixture
def edit_url(kazakh):
    page = kazakh.get_target_instance()
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('wagtailadmin_pages:edit', args=[page.pk])}"


def sent():
    """{address: message} of what is in the outbox, where nobody got two."""
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox)
    return {message.to[0]: message for message in mail.outbox}


class TestDigest:
    def test_an_assignee_is_told_what_is_due(self, kazakh, translator, reviewer, edit_url):
        api.assign(kazakh, assignee=translator, due=timezone.localdate() + timedelta(days=2), user=reviewer)
        assert notices.send_digests() == 1
        message = sent()[translator.email]
        assert "Qiao" in message.subject
        assert edit_url in message.body
        assert "Your translations" in message.body
        assert f"assigned to you by {reviewer.username}" in message.body
        assert "due on" in message.body
        assert message.extra_headers["Auto-Submitted"] == "auto-generated"
        assert "&" not in message.body

    def test_a_page_without_a_date_is_told_once(self, kazakh, translator, reviewer):
        api.assign(kazakh, assignee=translator, user=reviewer)
        assert notices.send_digests() == 1
        DigestSent.objects.update(claimed_at=timezone.now() - timedelta(days=1))
        assert notices.send_digests() == 0

    def test_what_is_overdue_is_told_every_day(self, kazakh, translator, reviewer):
        assignment = api.assign(kazakh, assignee=translator, user=reviewer)
        type(assignment).objects.update(due=date(2020, 1, 2))
        for _day in range(2):
            notices.send_digests()
            assert "was due on Jan. 2, 2020" in mail.outbox[-1].body
            DigestSent.objects.update(claimed_at=timezone.now() - timedelta(days=1))
        assert len(mail.outbox) == 2

    def test_a_reviewer_is_told_what_waits_and_how_long(self, kazakh, translator, reviewer, edit_url, person):
        other = with_mail(person("ru", "reviewers"))
        api.start_review(kazakh, user=translator)
        TaskState.objects.update(started_at=timezone.now() - timedelta(days=3))
        assert notices.send_digests() == 1
        message = sent()[reviewer.email]
        assert other.email not in sent()
        assert "Waiting for your review" in message.body
        assert "waits for 3 days" in message.body
        assert f"handed in by {translator.username}" in message.body
        assert edit_url in message.body

    def test_a_page_that_was_sent_back_is_told_with_what_was_said(self, kazakh, translator, reviewer, person):
        assignee = with_mail(person("kk"))
        api.assign(kazakh, assignee=assignee, user=assignee)
        state = api.start_review(kazakh, user=translator)
        state.current_task_state.specific.task.specific.on_action(
            state.current_task_state, reviewer, "reject", comment="The “home signal”\nis wrong."
        )
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES
        mail.outbox.clear()
        assert notices.send_digests() == 2
        for user in (translator, assignee):
            body = sent()[user.email].body
            assert "Sent back to you" in body
            assert "The “home signal” is wrong." in body

    def test_who_takes_part_in_a_thread_is_told_of_an_answer(self, kazakh, translator, reviewer, lesson, person):
        author = with_mail(person("zh-hans"))
        lesson.owner = author
        lesson.save()
        bystander = with_mail(person("kk"))
        segment = texts.segments_of(kazakh)[1]
        api.add_comment(kazakh, segment.context, "Which <signal> & lamp?", user=translator)
        assert notices.send_digests() == 1  # the author, and not who wrote it
        url = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('qiao_languages:comments', args=[kazakh.pk, segment.pk])}"
        assert "Which <signal> & lamp?" in sent()[author.email].body
        assert url in sent()[author.email].body
        api.add_comment(kazakh, segment.context, "The home signal.", user=author)
        assert notices.send_digests() == 1
        assert url in sent()[translator.email].body
        assert bystander.email not in sent()
        DigestSent.objects.update(claimed_at=timezone.now() - timedelta(days=1))
        assert notices.send_digests() == 0

    def test_is_in_the_persons_language(self, kazakh, translator, reviewer, person):
        texts_of = {}
        for code in ("ru", "en", ""):
            user = with_mail(person("kk"), preferred_language=code)
            api.assign(kazakh, assignee=user, due=timezone.localdate(), user=reviewer)
            notices.send_digests()
            texts_of[code] = sent()[user.email].body
        assert "Hello" in texts_of["en"]
        assert "Здравствуйте" in texts_of["ru"] or "Привет" in texts_of["ru"]
        assert "您好" in texts_of[""] or "你好" in texts_of[""]

    def test_nothing_to_say_is_no_mail(self, kazakh, translator, reviewer):
        assert notices.send_digests() == 0
        assert mail.outbox == []

    def test_one_mail_a_day(self, kazakh, translator, reviewer):
        api.assign(kazakh, assignee=translator, due=timezone.localdate(), user=reviewer)
        assert [notices.send_digests() for _run in range(3)] == [1, 0, 0]

    def test_two_timers_at_once_send_one(self, kazakh, translator, reviewer, settings, monkeypatch):
        settings.EMAIL_BACKEND = f"{__name__}.AsksAgain"
        monkeypatch.setattr(AsksAgain, "again", staticmethod(lambda: notices.send_digest(translator)), raising=False)
        api.assign(kazakh, assignee=translator, due=timezone.localdate(), user=reviewer)
        assert notices.send_digest(translator)
        assert len(mail.outbox) == 1

    def test_one_refused_address_stops_nobody_and_is_tried_again(
        self, kazakh, translator, reviewer, settings, monkeypatch
    ):
        api.assign(kazakh, assignee=translator, due=timezone.localdate(), user=reviewer)
        api.start_review(kazakh, user=translator)
        settings.EMAIL_BACKEND = f"{__name__}.RefusesOne"
        monkeypatch.setattr(RefusesOne, "refused", translator.email)
        type(kazakh.assignment).objects.update(due=date(2020, 1, 2))
        state = WorkflowState.objects.get()
        state.cancel(user=translator)
        type(state).objects.filter(pk=state.pk).delete()
        api.start_review(kazakh, user=translator)
        with pytest.raises(RuntimeError, match="1 digests could not be sent"):
            notices.send_digests()
        assert set(sent()) == {reviewer.email}
        monkeypatch.setattr(RefusesOne, "refused", "nobody@example.com")
        assert notices.send_digests() == 1
        assert set(sent()) == {reviewer.email, translator.email}

    def test_a_run_that_was_cut_off_doubles_nothing_and_loses_nothing(self, kazakh, translator, person):
        segment = texts.segments_of(kazakh)[1]
        api.add_comment(kazakh, segment.context, "Which signal?", user=translator)
        api.add_comment(kazakh, segment.context, "The home signal.", user=person("zh-hans"))
        DigestSent.objects.create(user=translator, claimed_at=timezone.now())  # and the process died
        assert notices.send_digests() == 0
        DigestSent.objects.update(claimed_at=timezone.now() - timedelta(days=1))
        assert notices.send_digests() == 1
        assert "The home signal." in sent()[translator.email].body

    @pytest.mark.parametrize("change", ["off", "no address", "not active", "no editor any more"])
    def test_who_is_not_to_be_mailed_is_not(self, kazakh, translator, reviewer, change):
        api.assign(kazakh, assignee=translator, due=timezone.localdate(), user=reviewer)
        if change == "off":
            DigestSent.objects.create(user=translator, wanted=False)
        elif change == "no editor any more":
            translator.groups.clear()
        else:
            translator.email, translator.is_active = ("", True) if change == "no address" else (translator.email, False)
            translator.save()
        assert notices.send_digests() == 0
        assert mail.outbox == []

    def test_wagtails_own_boxes_hold_for_the_digest(self, kazakh, translator, person):
        reviewer = with_mail(person("kk", "reviewers"), submitted_notifications=False)
        with_mail(translator, updated_comments_notifications=False)
        api.start_review(kazakh, user=translator)
        context = texts.segments_of(kazakh)[1].context
        for user in (translator, reviewer):
            api.add_comment(kazakh, context, f"By {user}", user=user)
        assert notices.send_digests() == 1
        body = sent()[reviewer.email].body
        assert "New comments" in body
        assert "Waiting for your review" not in body

    def test_is_turned_off_on_the_account_page(self, client, translator):
        client.force_login(translator)
        url = reverse("wagtailadmin_account")
        html = client.get(url).content.decode()
        assert 'name="digest-wanted"' in html
        data = {
            "name_email-first_name": "A",
            "name_email-last_name": "B",
            "name_email-email": translator.email,
            "locale-preferred_language": "en",
            "locale-current_time_zone": "Asia/Almaty",
            "theme-theme": "system",
            "theme-contrast": "system",
            "theme-density": "default",
        }
        assert client.post(url, data).status_code == 302
        assert DigestSent.objects.get(user=translator).wanted is False
        client.post(url, {**data, "digest-wanted": "on"})
        assert DigestSent.objects.get(user=translator).wanted is True

    def test_the_timer_sends_it_daily(self):
        [task] = [task for task in registered() if task.name == "digests"]
        assert task.run is notices.send_digests
        assert task.every == timedelta(days=1)


class TestReviewMails:
    def test_reviewers_get_one_mail_a_page_in_their_language(
        self, kazakh, translator, person, admin_user, django_capture_on_commit_callbacks
    ):
        users = {code: with_mail(person("kk", "reviewers"), preferred_language=code) for code in ("ru", "en", "")}
        with django_capture_on_commit_callbacks(execute=True):
            api.start_review(kazakh, user=translator)
        assert set(sent()) == {user.email for user in users.values()}
        assert "submitted for approval" in sent()[users["en"].email].body
        assert "submitted for approval" not in sent()[users["ru"].email].body
        assert "submitted for approval" not in sent()[users[""].email].body

    def test_who_handed_it_in_gets_the_rejection_with_what_was_said(
        self, client, kazakh, translator, reviewer, django_capture_on_commit_callbacks
    ):
        state = api.start_review(kazakh, user=translator)
        client.force_login(reviewer)
        page = kazakh.get_target_instance()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(
                reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.current_task_state.pk]),
                {"comment": "The home signal is wrong."},
            )
        assert set(sent()) == {translator.email}
        assert "The home signal is wrong." in sent()[translator.email].body

    def test_a_mail_server_that_is_away_undoes_no_step(
        self, client, kazakh, translator, reviewer, settings, django_capture_on_commit_callbacks
    ):
        settings.EMAIL_BACKEND = f"{__name__}.NoServer"
        client.force_login(translator)
        page = kazakh.get_target_instance()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("qiao_languages:start_review", args=[page.pk]))
        state = WorkflowState.objects.get()
        assert state.status == WorkflowState.STATUS_IN_PROGRESS
        client.force_login(reviewer)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(
                reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state.pk]),
                {"comment": ""},
            )
        assert kazakh.get_target_instance().live
        assert mail.outbox == []
