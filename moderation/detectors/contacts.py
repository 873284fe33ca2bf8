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
# Digits in groups; "o" passes for a zero and "l" for a one among them.
_NUMBER: Final = re.compile(
    r"(?<![\w.,])(?:\+|plus\s|\(|00)?\s?(?:\d|[ol](?=\d))(?:[\s().\-/]{0,3}[\dol]){5,14}(?![\w])"
)
_GROUPED: Final = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{4}-\d\d-\d\d|\d\d[./]\d\d[./]\d{2,4}")
_SPOKEN: Final = "zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple"
_SPELLED: Final = re.compile(rf"\b(?:(?:{_SPOKEN}|\d{{1,4}})[\s,-]+){{5,}}(?:{_SPOKEN}|\d{{1,4}})\b")
_SPOKEN_WORD: Final = re.compile(rf"\b(?:{_SPOKEN})\b")
_LEAST_SPOKEN: Final = 4
_HANDLE: Final = re.compile(r"[@_#\d]|\w\.\w")
_ABROAD: Final = re.compile(r"\+|\(|plus|00")
_PHONE: Final = "gives a telephone number"
_LEAST_DIGITS: Final = 7


def build(settings: Settings) -> Check:
    services = "|".join(map(re.escape, settings.words["services"]))
    name = re.compile(
        rf"\b(?P<service>{services})\b(?:\s+(?:me|us|id|name|handle|user|account|is|at|on)\b){{0,2}}"
        rf"(?:\s*[:=@]\s*|\s+(?<=id\s)|\s+@)\s*(?P<handle>[@a-z0-9][\w.#-]{{2,}})"
    )
    number_before = re.compile(rf"(?:{'|'.join(settings.words['catalogue'])})\W{{0,3}}(?:\w+\W{{1,2}})?$")
    handover, homes = settings.pattern_list("handover"), settings.pattern_list("homes")
    elsewhere, streets = settings.pattern_list("elsewhere"), settings.pattern_list("streets")
    ordinary, options = frozenset(settings.words["ordinary"]), settings.options

    def check(reading: Reading, _: Circumstances) -> Iterable[Signal]:
        text = reading.folded.text
        asks = list(handover.find(text))
        written = [match.span() for match in _EMAIL.finditer(text)] if "@" in text or "at" in text else []
        accounts = list(name.finditer(text))  # "kik me: x", "wechat id x"; a service by itself is nothing
        clear = [match.span() for match in accounts if asks or _HANDLE.search(match["handle"])]
        for code, places, why in (
            ("email", written, "gives an e-mail address"),
            ("account", [*clear, *elsewhere.find(text)], "names an account on another service"),
            ("home", list(homes.find(text)), "says where somebody lives"),
        ):
            if places:
                yield _signal(reading, code, places, why, certain=True)
        if not clear and (maybe := [match.span() for match in accounts if match["service"] not in ordinary]):
            yield _signal(
                reading, "account", maybe, "may name an account elsewhere", severity=options["account"]
            )
        if numbers := [place for place in _numbers(text) if not number_before.search(text[: place[0]])]:
            certain = bool(asks) or any(_ABROAD.match(text, start) for start, _ in numbers)
            yield _signal(reading, "phone", numbers, _PHONE, certain=certain, severity=options["number"])
        if places := list(streets.find(text)):
            yield _signal(reading, "home", places, "gives a postal address", severity=options["street"])
        if asks:
            yield _signal(reading, "handover", asks, "asks to go on elsewhere", severity=options["handover"])

    return check


def _numbers(text: str) -> Iterator[Place]:
    for match in _NUMBER.finditer(text):
        digits = sum(character.isdigit() for character in match.group())
        if digits >= _LEAST_DIGITS and not _GROUPED.fullmatch(match.group().strip()):
            start = match.start() + (len(match.group()) - len(match.group().lstrip()))
            yield start, match.end()
    for match in _SPELLED.finditer(text):
        if len(_SPOKEN_WORD.findall(match.group())) >= _LEAST_SPOKEN:
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
    options=names("number", "account", "handover", "street"),
    words=names("services", "ordinary", "catalogue"),
    patterns=names("handover", "elsewhere", "homes", "streets"),
)
