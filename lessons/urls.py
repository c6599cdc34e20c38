"""Addresses of what lessons fetch beside their pages; it is the same in every language."""

from django.urls import path

from . import strokes

urlpatterns = [
    path("strokes/hanzi-writer.js", strokes.script, name="qiao_lessons_strokes_script"),
    path("strokes/licence/<slug:name>.txt", strokes.licence, name="qiao_lessons_strokes_licence"),
    path("strokes/<str:hanzi>.json", strokes.data, name="qiao_lessons_strokes"),
]
