"""Carry a changed Chinese source on to its translations, once the change is stored."""

from functools import partial

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from wagtail.models import Page, PageViewRestriction, get_translatable_models
from wagtail.signals import page_published, post_page_move, workflow_approved
from wagtail_localize.models import StringTranslation


def connect():
    """Listen to what Wagtail publishes and saves; called once, when Django is ready."""
    page_published.connect(_page_published, dispatch_uid="qiao_languages.page_published")
    post_page_move.connect(_page_moved, dispatch_uid="qiao_languages.page_moved")
    workflow_approved.connect(_approved, dispatch_uid="qiao_languages.approved")
    for signal in (post_save, post_delete):
        signal.connect(_restricted, sender=PageViewRestriction, dispatch_uid="qiao_languages.restricted")
    m2m_changed.connect(
        _restricted, sender=PageViewRestriction.groups.through, dispatch_uid="qiao_languages.restricted_groups"
    )
    pre_save.connect(_text_comes, sender=StringTranslation, dispatch_uid="qiao_languages.text_comes")
    post_save.connect(_text_came, sender=StringTranslation, dispatch_uid="qiao_languages.text_came")
    for model in get_translatable_models():
        if not issubclass(model, Page):
            post_save.connect(_object_saved, sender=model, dispatch_uid=f"qiao_languages.{model._meta.label}")


def _page_published(sender, instance, **kwargs):
    from . import api

    transaction.on_commit(partial(api.carry_on, instance))


def _approved(sender, instance, user=None, **kwargs):
    from . import api, history

    page = instance.content_object
    translation = api.translation_of(page) if isinstance(page, Page) else None
    if translation is not None:
        history.note_published(translation, user=user)


def _page_moved(sender, instance, **kwargs):
    from . import api

    transaction.on_commit(partial(api.follow_move, instance))


def _restricted(sender, instance, raw=False, **kwargs):
    from . import api

    if not raw and isinstance(instance, PageViewRestriction):
        transaction.on_commit(partial(api.follow_privacy, instance.page_id))


def _object_saved(sender, instance, raw=False, **kwargs):
    from . import api

    if not raw:
        transaction.on_commit(partial(api.carry_on, instance))


def _text_comes(sender, instance, raw=False, **kwargs):
    """A machine's text does not count, whatever part of wagtail-localize stores it."""
    if not raw and instance.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE:
        instance.has_error = True


def _text_came(sender, instance, raw=False, **kwargs):
    """Mark a machine's text, and take the mark off what a person has saved."""
    from .models import Unconfirmed

    if raw:
        return
    if instance.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE:
        Unconfirmed.objects.get_or_create(string_translation=instance, defaults={"reason": Unconfirmed.Reason.MACHINE})
    elif not instance.has_error:
        Unconfirmed.objects.filter(string_translation=instance).delete()
