"""The tables of logs, a module each subject."""

from logs.models.alerts import Alert, AlertChange, AlertLine, AlertWindow, ErrorKind, Notification
from logs.models.rules import Inhibition, Route, Rule, Silence, Team

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
    "Silence",
    "Team",
]
