"""Ways to reach somebody: telephone numbers, addresses, names on other services, and "write me on …"."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from moderation.content import Circumstances
from moderation.detectors.base import Check, Detector, Settings, names
from moderation.reading import Reading
from moderation.signals import Signal

type Place = tuple[int, int]

_AT: Final = r"(?:\s?@\s?|\s?[\[({]\s?(?:at|@)\s?[\])}]\s?|\s+at\s+(?=\S+\s+dot\s))"
_DOT: Final = r"(?:\.|\s?[\[({]\s?(?:dot|\.)\s?[\])}]\s?|\s+dot\s+)"
_EMAIL: Final = re.compile(
    rf"[a-z0-9][a-z0-9._%+-]*{_AT}[a-z0-9-]+(?:{_DOT}[a-z0-9-]+)*{_DOT}[a-z]{{2,12}}\b"
)
_NUMBER: Final = re.compile(r"(?<![\w.,])(?:\+|plus\s|\(|00)?\s?\d(?:[\s().\-/]{0,3}\d){5,14}(?![\w])")
_GROUPED: Final = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{4}-\d\d-\d\d|\d\d[./]\d\d[./]\d{2,4}")
_SPOKEN: Final = "zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple"
_SPELLED: Final = re.compile(rf"\b(?:(?:{_SPOKEN})[\s,-]+){{5,}}(?:{_SPOKEN})\b")
_LEAST_DIGITS: Final = 7


def build(settings: Settings) -> Check:
    services = "|".join(map(re.escape, settings.words["services"]))
    # "telegram @x", "kik me: x", "wechat id x", "tg: x", "discord: x#1234"; a service by itself is nothing.
    name = re.compile(
        rf"\b(?:{services})\b(?:\s+(?:me|us|id|name|handle|user|account|is|at|on)\b){{0,2}}"
        rf"(?:\s*[:=@]\s*|\s+(?<=id\s)|\s+@)\s*([@a-z0-9][\w.#-]{{2,}})"
    )
    number_before = re.compile(rf"(?:{'|'.join(settings.words['catalogue'])})\W{{0,3}}(?:\w+\W{{1,2}})?$")
    handover, homes = settings.pattern_list("handover"), settings.pattern_list("homes")
    severity, asking = settings.options["number"], settings.options["handover"]

    def check(reading: Reading, _: Circumstances) -> Iterable[Signal]:
        text = reading.folded.text
        asks = list(handover.find(text))
        written = [match.span() for match in _EMAIL.finditer(text)] if "@" in text or "at" in text else []
        accounts = [match.span() for match in name.finditer(text)]
        numbers = [place for place in _numbers(text) if not number_before.search(text[: place[0]])]
        for code, places, why in (
            ("email", written, "gives an e-mail address"),
            ("account", accounts, "names an account on another service"),
            ("home", list(homes.find(text)), "says where somebody lives"),
        ):
            if places:
                yield _signal(reading, code, places, why, certain=True)
        if numbers:
            surely = bool(asks) or any(
                text[start] in "+(p" or text[start : start + 2] == "00" for start, _ in numbers
            )
            yield _signal(
                reading, "phone", numbers, "gives a telephone number", certain=surely, severity=severity
            )
        if asks:
            yield _signal(reading, "handover", asks, "asks to go on elsewhere", severity=asking)

    return check


def _numbers(text: str) -> Iterator[Place]:
    for match in _NUMBER.finditer(text):
        digits = sum(character.isdigit() for character in match.group())
        if digits >= _LEAST_DIGITS and not _GROUPED.fullmatch(match.group().strip()):
            start = match.start() + (len(match.group()) - len(match.group().lstrip()))
            yield start, match.end()
    for match in _SPELLED.finditer(text):
        yield match.span()


def _signal(
    reading: Reading,
    code: str,
    places: list[Place],
    why: str,
    *,
    certain: bool = False,
    severity: float = 1.0,
) -> Signal:
    spans = tuple(reading.folded.span(*place) for place in places)
    return Signal("contacts", code, 1.0 if certain else severity, certain, spans, f"The text {why}.")


DETECTOR = Detector(
    name="contacts",
    about="Telephone numbers, e-mail and postal addresses, accounts elsewhere, requests to get in touch.",
    build=build,
    options=names("number", "handover"),
    words=names("services", "catalogue"),
    patterns=names("handover", "homes"),
)
