"""Django's Redis cache for what is asked with every request: connections stay, and Redis tells of a change itself."""

import time
from functools import cache

from django.core.cache.backends import redis

# How long a value that Redis tells of is believed without asking, in seconds: a line can break without a sign.
BELIEVED = 1


class RedisCacheClient(redis.RedisCacheClient):
    """A client of Django's cache that is made once for reading and once for writing.

    Django makes a cache for each thread, so each thread has a connection.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A connection that Redis closed is opened again; an answer that does not come is not waited for twice.
        self._pool_options = {"retry": self._retry(1)} | self._pool_options
        self._made = cache(
            lambda write: self._client(connection_pool=self._get_connection_pool(write), single_connection_client=True)
        )

    def get_client(self, key=None, *, write=False):
        """Django's client for a key."""
        return self._made(write)

    def set_and_tell(self, key, value):
        """Set a value for good, in one step with the message that it changed."""
        with self.get_client(key, write=True).pipeline() as steps:
            steps.set(key, self._serializer.dumps(value))
            steps.publish(key, "")
            steps.execute()

    def changes(self, key):
        """A subscription to the changes of a key, confirmed by Redis; it reports a line that broke."""
        client = self._client.from_url(self._servers[0], **{**self._pool_options, "retry": self._retry(0)})
        changes = client.pubsub()
        changes.subscribe(key)
        if changes.get_message(timeout=BELIEVED) is None:
            raise TimeoutError("Redis did not confirm the subscription")
        return changes

    def _retry(self, times):
        return self._lib.retry.Retry(self._lib.backoff.NoBackoff(), times, (self._lib.ConnectionError,))


class RedisCache(redis.RedisCache):
    """Django's Redis cache with connections that stay."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = RedisCacheClient
        self._told = {}

    def set_and_tell(self, key, value):
        """Set a value for good and tell every process that watches the key."""
        if key in self._told:
            self._told[key] = (*self._told[key][:2], 0)
        self._cache.set_and_tell(self.make_and_validate_key(key), value)

    def watched(self, key):
        """What lies under a key, or None: asked for once, and again when Redis tells of a change or a second passed.

        Only changes by `set_and_tell` are told.
        """
        changes, value, until = self._told.pop(key, (None, None, 0))
        if changes and self._heard(changes):
            until = 0
        if time.monotonic() >= until:
            # First the subscription: a change in between is told.
            changes = changes or self._cache.changes(self.make_and_validate_key(key))
            value, until = self.get(key), time.monotonic() + BELIEVED
        self._told[key] = changes, value, until
        return value

    def _heard(self, changes):
        heard = False
        while changes.get_message(timeout=0):
            heard = True
        return heard
