"""The search index while content comes in: each object is indexed once, at the end, and not with every step."""

from contextlib import contextmanager

from django.db.models.signals import post_save
from modelsearch import index
from modelsearch.signal_handlers import post_save_signal_handler


@contextmanager
def indexed_once():
    """Hold back what is indexed on saving; nothing is indexed where the block fails. For commands, not for requests:
    what another thread saves meanwhile is indexed at the end too.
    """
    saved = {}

    def remember(instance, **kwargs):
        saved[type(instance), instance.pk] = None

    models = [model for model in index.get_indexed_models() if getattr(model, "search_auto_update", True)]
    heard = [model for model in models if post_save.disconnect(post_save_signal_handler, sender=model)]
    for model in heard:
        post_save.connect(remember, sender=model)
    try:
        yield
    finally:
        for model in heard:
            post_save.disconnect(remember, sender=model)
            post_save.connect(post_save_signal_handler, sender=model)
    for model, pk in saved:
        instance = model.objects.filter(pk=pk).first()
        if instance is not None:
            index.insert_or_update_object(instance)
