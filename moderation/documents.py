"""A policy's document: TOML in files, JSON in the database, checked before it is used.

The document names every detector with every option and list it has, so that nothing is decided by a default that nobody
sees.
"""

import hashlib
from pathlib import Path
from typing import Annotated, Final

import msgspec

from moderation.detectors import DETECTORS
from moderation.detectors.base import Detector, Settings
from moderation.errors import BadPolicy
from moderation.policy import Policy, Thresholds

BUILT_IN: Final = Path(__file__).with_name("policy.toml")

type Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class ThresholdsDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As ``moderation.policy.Thresholds``."""

    reject: Share
    person: Share
    counts: Share


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole policy but for its version."""

    thresholds: ThresholdsDocument
    detectors: dict[str, Settings]


def document_read(text: str) -> Document:
    """Return the document in ``text``, which is TOML or JSON.

    Raises:
        BadPolicy: it is neither, or no policy; the message says where.
    """
    decode = msgspec.json.decode if text.lstrip().startswith("{") else msgspec.toml.decode
    try:
        document = decode(text, type=Document)
    except (msgspec.MsgspecError, ValueError) as error:
        raise BadPolicy(str(error)) from error
    _check(document)
    return document


def document_from(content: object) -> Document:
    """Return the document that was stored as the JSON value ``content``.

    Raises:
        BadPolicy: it is none.
    """
    try:
        document = msgspec.convert(content, Document)
    except msgspec.ValidationError as error:
        raise BadPolicy(str(error)) from error
    _check(document)
    return document


def document_value(document: Document) -> dict[str, object]:
    """Return ``document`` as the JSON value to store."""
    value: dict[str, object] = msgspec.to_builtins(document)
    return value


def document_name(document: Document) -> str:
    """Return a name that only an equal document has."""
    digest = hashlib.sha256(msgspec.json.encode(document, order="deterministic"))
    return digest.hexdigest()[:8]


def policy_of(document: Document, *, version: str) -> Policy:
    """Return the policy, with its patterns compiled.

    Raises:
        BadPolicy: a pattern can't be used.
    """
    limits = document.thresholds
    policy = Policy(version, document.detectors, Thresholds(limits.reject, limits.person, limits.counts))
    _ = policy.checks
    return policy


def built_in() -> Document:
    """Return the policy that comes with the project, with which a new store starts."""
    return document_read(BUILT_IN.read_text())


def _check(document: Document) -> None:
    if document.thresholds.person > document.thresholds.reject:
        raise BadPolicy("thresholds: “person” is above “reject”")
    _same("detectors", document.detectors.keys(), DETECTORS.keys())
    for name, detector in DETECTORS.items():
        _check_settings(name, document.detectors[name], detector)


def _check_settings(name: str, settings: Settings, detector: Detector) -> None:
    _same(f"detectors.{name}.options", settings.options.keys(), detector.options)
    _same(f"detectors.{name}.words", settings.words.keys(), detector.words)
    _same(f"detectors.{name}.patterns", settings.patterns.keys(), detector.patterns)
    for title, words in settings.words.items():
        if bad := [word for word in words if not word.strip("* ") or word != word.strip()]:
            raise BadPolicy(f"detectors.{name}.words.{title}: “{bad[0]}” is no word")


def _same(where: str, given: object, wanted: object) -> None:
    given_names, wanted_names = set(given), set(wanted)  # type: ignore[call-overload]
    if missing := wanted_names - given_names:
        raise BadPolicy(f"{where}: “{min(missing)}” is missing")
    if unknown := given_names - wanted_names:
        raise BadPolicy(f"{where}: there is no “{min(unknown)}”")
