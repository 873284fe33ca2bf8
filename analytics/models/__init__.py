from analytics.models.dashboard import Annotation, SavedView, ViewLink, ViewMail, Watch
from analytics.models.events import AnalyticsEvent
from analytics.models.loading import FarDate, LoadedPartition, StaleDay, StitchingRun
from analytics.models.rollups import (
    CountedDay,
    DayArrival,
    DayForm,
    DayMoment,
    DayPage,
    DayPath,
    DaySession,
    DayTotal,
    EventSlot,
)
from analytics.models.sales import (
    DayCategory,
    DayCredit,
    DayExposure,
    DayOrder,
    DayProduct,
    DayPromotion,
    DaySearch,
    DaySource,
)

__all__ = [
    "AnalyticsEvent",
    "Annotation",
    "CountedDay",
    "DayArrival",
    "DayCategory",
    "DayCredit",
    "DayExposure",
    "DayForm",
    "DayMoment",
    "DayOrder",
    "DayPage",
    "DayPath",
    "DayProduct",
    "DayPromotion",
    "DaySearch",
    "DaySession",
    "DaySource",
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
