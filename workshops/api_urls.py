"""The address of the API; to be included without a language before it: its answers name the language themselves."""

from django.urls import path

from .exchange.api import router

urlpatterns = [path("api/v2/", router.urls)]
