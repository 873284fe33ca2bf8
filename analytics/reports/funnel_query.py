"""A funnel in an address: ``step=product_viewed;category:is:humidifiers&step=order_completed&window=7d&by=device``."""

import re
from datetime import timedelta
from typing import Final
from urllib.parse import quote, unquote, urlencode

from analytics.errors import BadScope
from analytics.reports.funnel import COLUMNS, MAX_STEPS, MAX_WINDOW, NAMES, Condition, Operator, Options, Step
from analytics.reports.scope import Query

_MAX_CONDITIONS: Final = 5
_MAX_LENGTH: Final = 300
_WINDOW: Final = re.compile(r"([0-9]{1,6})([mhd])")
_UNITS: Final = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def parse(query: Query) -> Options:
    """Return the funnel that ``query`` asks for; without steps, the way from a product to its order.

    Raises:
        BadScope: a step, the window or the breakdown makes no sense.
    """
    usual = Options()
    steps = tuple(_step(text) for text in query.get("step") or ())
    if len(steps) > MAX_STEPS:
        raise BadScope("step", f"a funnel has {MAX_STEPS} steps at most")
    breakdown = (query.get("by") or [""])[-1]
    if breakdown and breakdown not in COLUMNS:
        raise BadScope("by", f"choose among {', '.join(COLUMNS)}")
    window = (query.get("window") or [""])[-1]
    return Options(
        steps=steps or usual.steps, window=_window(window) if window else usual.window, breakdown=breakdown
    )


def query(options: Options) -> str:
    """Return the query string from which ``parse`` makes these options."""
    minutes = int(options.window / timedelta(minutes=1))
    return urlencode(
        {
            "step": [step_text(step) for step in options.steps],
            "window": [f"{minutes}m"],
            **({"by": [options.breakdown]} if options.breakdown else {}),
        },
        doseq=True,
    )


def step_text(step: Step) -> str:
    """Return a step as an address has it."""
    return ";".join([step.event, *(condition_text(c.column, c.operator, c.value) for c in step.conditions)])


def condition_text(column: str, operator: str, value: str) -> str:
    """Return a condition as an address has it."""
    # A value may hold a semicolon, which ends a condition: values are quoted once more.
    return f"{column}:{operator}:{quote(value, safe='/ ')}"


def _step(text: str) -> Step:
    event, *conditions = text.split(";")
    if event not in NAMES:
        raise BadScope("step", f"there is no event {event[:40]!r}")
    if len(conditions) > _MAX_CONDITIONS:
        raise BadScope("step", f"a step has {_MAX_CONDITIONS} conditions at most")
    return Step(event, tuple(_condition(condition) for condition in conditions))


def _condition(text: str) -> Condition:
    column, _, rest = text.partition(":")
    operator, _, quoted = rest.partition(":")
    value = unquote(quoted)
    if column not in COLUMNS:
        raise BadScope("step", f"conditions can be about {', '.join(COLUMNS)}")
    if operator not in list(Operator):
        raise BadScope("step", f"conditions are {', '.join(Operator)}")
    if not value or len(value) > _MAX_LENGTH or "\0" in value:
        raise BadScope("step", f"a value has between 1 and {_MAX_LENGTH} characters")
    return Condition(column, Operator(operator), value)


def _window(text: str) -> timedelta:
    found = _WINDOW.fullmatch(text)
    window = int(found[1]) * _UNITS[found[2]] if found else timedelta(0)
    if not timedelta(0) < window <= MAX_WINDOW:
        raise BadScope(
            "window", f"a window is written like 30m, 12h or 7d, and has {MAX_WINDOW.days} days at most"
        )
    return window
