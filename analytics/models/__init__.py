from analytics.models.dashboard import Annotation, SavedView, ViewLink, ViewMail, Watch
from analytics.models.events import AnalyticsEvent
from analytics.models.loading import FarDate, LoadedPartition, StaleDay, StitchingRun
from analytics.models.rollups import (
    CountedDay,
    DayArrival,
    DayForm,
    DayPage,
    DayPath,
    DaySession,
    DayTotal,
    EventSlot,
)
from analytics.models.sales import DayCategory, DayExposure, DayProduct, DayPromotion, DaySearch

__all__ = [
    "AnalyticsEvent",
    "Annotation",
    "CountedDay",
    "DayArrival",
    "DayCategory",
    "DayExposure",
    "DayForm",
    "DayPage",
    "DayPath",
    "DayProduct",
    "DayPromotion",
    "DaySearch",
    "DaySession",
    "DayTotal",
    "EventSlot",
    "FarDate",
    "LoadedPartition",
    "SavedView",
    "StaleDay",
    "StitchingRun",
    "ViewLink",
    "ViewMail",
    "Watch",
]
