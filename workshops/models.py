"""Pages about workshops, and the sources that they quote."""

from .enquiries.models import Enquiry
from .pages.activities import CompetitionPage, EventPage, ExchangePage
from .pages.learners import AdmissionPage, StoryPage, TestCentrePage
from .pages.partners import AlliancePage, InstitutionIndexPage, InstitutionPage
from .pages.teaching import ResourceLibraryPage, StandardPage
from .pages.workshops import WorkshopIndexPage, WorkshopPage
from .sources import Source

__all__ = [
    "AdmissionPage",
    "AlliancePage",
    "CompetitionPage",
    "Enquiry",
    "EventPage",
    "ExchangePage",
    "InstitutionIndexPage",
    "InstitutionPage",
    "ResourceLibraryPage",
    "Source",
    "StandardPage",
    "StoryPage",
    "TestCentrePage",
    "WorkshopIndexPage",
    "WorkshopPage",
]
