"""Addresses of the search, behind the prefix of a language."""

from django.urls import path

from . import views

urlpatterns = [
    path("search/", views.search, name="qiao_search"),
    path("search/suggestions/", views.suggest, name="qiao_search_suggestions"),
]
