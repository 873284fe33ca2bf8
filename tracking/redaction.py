"""Takes secrets and what names people out of text and of nested values, before they are written anywhere.

Pure, and cheap where there is nothing to find: a rule's pattern is tried only on text that holds one of its triggers.
What was found is replaced by ``[redacted <what>]``, so that a reader knows what stood there; doing it twice changes
nothing. Patterns are bounded, so that no text takes more than linear time.
"""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import unquote

from tracking.redaction_checks import SECRET_WORDS, is_card, is_iban, is_phone, is_secret_name, is_status_word

type Replace = Callable[[re.Match[str]], str]

_MOST_DEPTH: Final = 12
# Encodings within encodings that are still looked into.
_LAYERS: Final = 2
_DIGITS: Final = tuple("0123456789")


def _as(what: str) -> Replace:
    return lambda match: f"[redacted {what}]"


def _after_first_group(what: str) -> Replace:
    return lambda match: f"{match[1]}[redacted {what}]"


def _if(check: Callable[[str], bool], what: str) -> Replace:
    return lambda match: f"[redacted {what}]" if check(match[0]) else match[0]


def _named(text: str) -> str:
    """Replace the values of names that say they are secrets. A name that says nothing may stand before one that does
    (``ValueError: password=…``), so the search goes on behind the name, not behind its value."""
    parts, done, at = [], 0, 0
    while name := _NAME.search(text, at):
        at = name.end()
        if not is_secret_name(name["name"]) or not (value := _VALUE.match(text, at)):
            continue
        said = value["quoted"] or value["bare"]
        if is_status_word(said):
            continue
        start, end = value.span("quoted" if value["quoted"] else "bare")
        parts += [text[done:start], f"[redacted {_kind(name['name'])}]"]
        done = at = end
    return "".join([*parts, text[done:]]) if parts else text


# name=value, name: value, "name": "value", 'name': 'value', also escaped within JSON or from Python's repr.
_NAME: Final = re.compile(
    r"""(?i)(?<![\w-])(?P<name>[a-z_][\w.-]{1,60})\\{0,3}["']?\s{0,2}(?:=>|:=|[=:])\s{0,2}b?(?!\[redacted)"""
)
_VALUE: Final = re.compile(
    r"""\\{0,3}["'](?!\[redacted)(?P<quoted>(?:(?!\\{0,3}["']).){1,2000})"""
    r"""|(?P<bare>[^\s,;&"'\\)\]}<>]{1,2000})"""
)


def _kind(name: str) -> str:
    return "password" if "pass" in name.lower() or "pwd" in name.lower() else "secret"


@dataclass(frozen=True, slots=True)
class _Rule:
    """``triggers`` are in small letters; one of them stands in every text that ``apply`` changes."""

    triggers: tuple[str, ...]
    apply: Callable[[str], str]


def _rule(triggers: str | tuple[str, ...], pattern: str, replace: Replace) -> _Rule:
    words = tuple(triggers.split()) if isinstance(triggers, str) else triggers
    return _Rule(words, partial(re.compile(pattern).sub, replace))


# In this order: what encloses others first.
_RULES: Final[tuple[_Rule, ...]] = (
    _rule(
        "private",
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
        r"(?s:.*?)(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\Z)",
        _as("private key"),
    ),
    _rule("age-secret", r"(?i)\bAGE-SECRET-KEY-1[0-9A-Z]{20,100}", _as("private key")),
    # Headers, plain or as the repr of a mapping: to the end of the line or of the quotes.
    _rule(
        "authorization cookie",
        r"""(?i)(\b(?:http_)?(?:(?:proxy[-_])?authorization|(?:set[-_])?cookie)\\?["']?\s?[:=]\s?\\?)"""
        r"""(?!\[redacted)(?:"[^"\r\n]{3,4000}"|'[^'\r\n]{3,4000}'|[^\s"'][^\r\n"'}]{2,4000})""",
        _after_first_group("header"),
    ),
    _rule(
        "bearer basic token",
        r"(?i)\b((?:bearer|basic|token)\s{1,3})(?=[\w.~+/-]*[\d.=_-])[\w.~+/-]{12,4000}={0,2}",
        _after_first_group("credentials"),
    ),
    _rule("ey", r"\beyJ[\w-]{8,4000}\.[\w-]{8,8000}(?:\.[\w-]{0,4000})?", _as("JWT")),
    _rule(
        "://",
        r"""(?i)\b([a-z][a-z0-9+.-]{1,20}://)[^\s/?#@:"'<>\[]{0,128}:[^\s/?#"'<>]{1,256}@""",
        lambda match: f"{match[1]}[redacted login]@",
    ),
    _rule(
        "hooks. webhooks/",
        r"(?i)(hooks\.slack\.com/(?:services|workflows)/|/api/webhooks/)[\w/-]{10,200}",
        _after_first_group("token"),
    ),
    _rule(
        "akia asia ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- xox xapp- sk_ rk_ whsec_ sk- aiza ya29. sg. npm_ "
        "pypi- dop_v1_ hf_ shpat_ key- :aa sq0csp-",
        r"(?<![A-Za-z0-9])(?:(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{22,255}"
        r"|glpat-[\w-]{20,64}|xox[abeoprs]-[\w-]{10,255}|xapp-[\w-]{10,255}|[sr]k_(?:live|test)_\w{10,255}"
        r"|whsec_[\w+/=]{16,255}|sk-(?=[\w-]{0,60}\d)[\w-]{20,255}|AIza[\w-]{35}|ya29\.[\w-]{20,1000}"
        r"|SG\.[\w-]{16,32}\.[\w-]{16,64}|npm_[A-Za-z0-9]{36}|pypi-[\w-]{16,255}|dop_v1_[a-f0-9]{64}"
        r"|hf_[A-Za-z0-9]{30,64}|shpat_[a-f0-9]{32}|key-[a-f0-9]{32}|\d{8,10}:AA[\w-]{33}|sq0csp-[\w-]{22,64}"
        r")(?![A-Za-z0-9])",
        _as("token"),
    ),
    # What Django signs (value:time:signature), and the tokens of its links for new passwords.
    _rule(":", r"[\w.~+/=-]{4,2000}:[0-9A-Za-z]{6}:[\w-]{43}(?![\w-])", _as("token")),
    _rule("-", r"(?<![\w-])[0-9a-z]{6}-[0-9a-f]{32}(?![\w-])", _as("token")),
    _Rule(SECRET_WORDS, _named),
    _rule(
        ("@",),
        r"(?i)(?<![\w.+%-])[\w.!#$%*+^~-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}"
        r"(?!(?:png|jpe?g|svg|webp|gif|ico|css|m?js|scss|map)\b)(?:xn--[a-z0-9-]{2,59}|[^\W\d_]{2,24})(?![\w@])",
        _as("e-mail"),
    ),
    _rule(
        _DIGITS,
        r"(?<![\w.,-])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?(?![\w-])",
        _if(is_iban, "IBAN"),
    ),
    _rule(
        _DIGITS,
        r"(?<!\w)(?<![\d.][.-])(?:\d{13,19}|\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?|\d{4}[ -]\d{6}[ -]\d{4,5})"
        r"(?!\w|[.-]\d)",
        _if(is_card, "card"),
    ),
    _rule(
        ("+", "(", "0", "tel", "phone", "-"),
        r"(?i)(?<![\w.+:/-])(?:(?:tel|phone|mobile|fax)\W{1,3})?"
        r"(?:\+|00)?\(?\d{1,5}\)?(?:[ ./-]{0,2}\(?\d{1,8}\)?){1,6}(?![\w+]|[.:/-]\d)",
        _if(is_phone, "phone"),
    ),
)
_PERCENT: Final = re.compile(r"(?<![^\s\"'<>])[^\s\"'<>%]*%[0-9A-Fa-f]{2}[^\s\"'<>]*")
_BASE64: Final = re.compile(r"(?<![\w+/.-])[A-Za-z0-9+/_-]{16,8000}={0,2}(?![\w+/.-])")


def redact_text(text: str) -> str:
    """Return ``text`` without what it should not say."""
    return _redacted(text, _LAYERS)


def redact(value: Any, name: str = "") -> Any:
    """Return ``value`` (text, numbers, mappings and lists of them) with all its text redacted, and whole values whose
    name says that they are secret. ``name`` is what the value itself is called."""
    return _redact(value, name, _MOST_DEPTH)


def _redact(value: Any, name: str, depth: int) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if name and is_secret_name(name) and not (isinstance(value, str) and is_status_word(value)):
        is_done = isinstance(value, str) and value.startswith("[redacted ")
        return value if is_done else f"[redacted {_kind(name)}]"
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, int):
        return "[redacted card]" if value > 10**12 and is_card(str(value)) else value
    if depth == 0:
        return "[too deep]"
    if isinstance(value, dict):
        return {redact_text(str(key)): _redact(item, str(key), depth - 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_redact(item, name, depth - 1) for item in value]
    return redact_text(str(value))


def _redacted(text: str, layers: int) -> str:
    if layers and "%" in text:
        text = _PERCENT.sub(lambda match: _in_percents(match[0], layers), text)
    small = text.lower()
    for rule in _RULES:
        for trigger in rule.triggers:
            if trigger in small:
                text = rule.apply(text)
                break
    if layers and len(text) >= 16:
        text = _BASE64.sub(lambda match: _in_base64(match[0], layers), text)
    return text


def _in_percents(text: str, layers: int) -> str:
    plain = unquote(text)
    redacted = _redacted(plain, layers - 1)
    return text if redacted == plain else redacted


def _in_base64(text: str, layers: int) -> str:
    """Return ``text``, or a word for it where it is base64 of text that has something to hide."""
    try:
        content = base64.b64decode(text.translate(_STANDARD) + "=" * (-len(text) % 4), validate=True)
        plain = content.decode()
    except (binascii.Error, ValueError):
        return text
    # Chance makes valid UTF-8 of short words, but hardly ever printable.
    if not plain.isprintable() and not all(
        character.isprintable() or character.isspace() for character in plain
    ):
        return text
    return text if _redacted(plain, layers - 1) == plain else "[redacted base64]"


_STANDARD: Final = str.maketrans("-_", "+/")
