"""Django's Redis cache, which keeps its client between calls: making one costs more than asking it."""

from functools import cache

from django.core.cache.backends import redis


class RedisCacheClient(redis.RedisCacheClient):
    """A client of Django's cache that is made once for reading and once for writing."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._made = cache(lambda write: super(RedisCacheClient, self).get_client(write=write))

    def get_client(self, key=None, *, write=False):
        """Django's client for a key, shared by the threads of this process."""
        return self._made(write)


class RedisCache(redis.RedisCache):
    """Django's Redis cache with clients that stay."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = RedisCacheClient
