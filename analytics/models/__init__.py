from analytics.models.dashboard import Annotation, SavedView, ViewLink, ViewMail, Watch
from analytics.models.events import AnalyticsEvent
from analytics.models.loading import LoadedPartition, StaleDay, StitchingRun
from analytics.models.rollups import (
    CountedDay,
    DayPage,
    DayProduct,
    DayPromotion,
    DaySearch,
    DaySession,
    EventSlot,
)

__all__ = [
    "AnalyticsEvent",
    "Annotation",
    "CountedDay",
    "DayPage",
    "DayProduct",
    "DayPromotion",
    "DaySearch",
    "DaySession",
    "EventSlot",
    "LoadedPartition",
    "SavedView",
    "StaleDay",
    "StitchingRun",
    "ViewLink",
    "ViewMail",
    "Watch",
]
