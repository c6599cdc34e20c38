"""Addresses of the workshops beside their pages; to be included behind the prefix of a language, before the pages."""

from django.urls import path

from .enquiries import views as enquiries
from .exchange import views as exchange

urlpatterns = [
    path("workshops-data/figures.csv", exchange.figures, name="qiao_workshops_figures"),
    path("workshops-data/<uuid:key>/figures.csv", exchange.figures_of_page, name="qiao_workshops_figures_of_page"),
    path("workshops-data/events.ics", exchange.calendar, name="qiao_workshops_calendar"),
    path("workshops-data/<uuid:key>/event.ics", exchange.calendar_of_page, name="qiao_workshops_calendar_of_page"),
    path("workshops-data/news.<slug:kind>", exchange.news, name="qiao_workshops_news"),
    path("workshops-enquiry/<uuid:key>/", enquiries.enquire, name="qiao_workshops_enquiry"),
    path("workshops-enquiry/<uuid:key>/sent/", enquiries.sent, name="qiao_workshops_enquiry_sent"),
]
