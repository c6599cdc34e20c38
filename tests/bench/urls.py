"""The site's addresses, with uploaded files served here, which is the proxy's work in production."""

from django.conf import settings
from django.urls import re_path
from django.views.static import serve

from config.urls import urlpatterns as site

urlpatterns = [re_path(r"^media/(?P<path>.+)$", serve, {"document_root": settings.MEDIA_ROOT}), *site]
