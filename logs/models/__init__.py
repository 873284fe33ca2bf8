"""The tables of logs, a module each subject."""

from logs.models.alerts import Alert, AlertChange, AlertLine, AlertWindow, ErrorKind, Notification
from logs.models.rules import Inhibition, Route, Rule, Silence, Team
from logs.models.store import SavedSearch, StoredLine, StoredMinute, ViewerChoice

__all__ = [
    "Alert",
    "AlertChange",
    "AlertLine",
    "AlertWindow",
    "ErrorKind",
    "Inhibition",
    "Notification",
    "Route",
    "Rule",
    "SavedSearch",
    "Silence",
    "StoredLine",
    "StoredMinute",
    "Team",
    "ViewerChoice",
]
