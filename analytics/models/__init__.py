from analytics.models.events import AnalyticsEvent

__all__ = ["AnalyticsEvent"]
