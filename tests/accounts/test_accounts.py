"""Who may sign in."""

import pytest
from django.contrib.auth import authenticate

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("allowed", "is_demo", "welcome"), [(True, True, True), (False, True, False), (False, False, True)]
)
def test_demo_accounts_sign_in_only_where_they_are_allowed(settings, allowed, is_demo, welcome):
    settings.QIAO_DEMO_LOGINS = allowed
    user = factories.UserFactory(is_demo=is_demo)
    assert bool(authenticate(username=user.username, password="password")) is welcome


def test_a_demo_session_ends_where_demo_accounts_are_not_allowed(settings, client, languages):
    user = factories.UserFactory(is_demo=True, is_superuser=True)
    client.force_login(user)
    assert client.get("/admin/").status_code == 200
    settings.QIAO_DEMO_LOGINS = False
    assert client.get("/admin/").status_code == 302


def test_the_session_stands_in_the_cache_and_the_database(client, settings):
    from django.contrib.sessions.models import Session

    client.force_login(factories.UserFactory())
    assert Session.objects.count() == 1
