from analytics.models.events import AnalyticsEvent
from analytics.models.loading import LoadedPartition, StaleDay
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
    "CountedDay",
    "DayPage",
    "DayProduct",
    "DayPromotion",
    "DaySearch",
    "DaySession",
    "EventSlot",
    "LoadedPartition",
    "StaleDay",
]
