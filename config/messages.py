"""Keeps the translations up to date with the code: ``make messages``. Needs Babel, which only development installs.

Reads every text that the store marks for translation out of its Python files and templates, and writes
``locale/<language>/LC_MESSAGES/django.po``, where new texts are empty and those of no use any more are gone, and the
``.mo`` beside it, which is what Django reads.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parent.parent
# What shoppers read; staff's pages are in English.
_SOURCES: Final = ("promotions/**/*.py", "shop/**/*.py", "moderation/reasons.py")
_TEMPLATES: Final = ("shop/templates/*.html", "shop/templates/shop/**/*.html", "shop/templates/shop/**/*.txt")

_KEYWORDS: Final[dict[str, Any]] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def po_file(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def mo_file(language: str) -> Path:
    return po_file(language).with_suffix(".mo")


def messages_used() -> Catalog:
    """Return every text that is marked for translation, with the files it stands in."""
    used = Catalog(charset="utf-8")
    for name, source in _sources():
        for _, text, _, context in extract("python", BytesIO(source.encode()), keywords=_KEYWORDS):
            used.add(text, locations=[(name, 0)], context=context)
    return used


def _sources() -> Iterator[tuple[str, str]]:
    for pattern in _SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            yield str(path.relative_to(ROOT)), path.read_text()
    for pattern in _TEMPLATES:
        for path in sorted(ROOT.glob(pattern)):
            calls = templatize(path.read_text(), origin=str(path))
            # As Python it would be indented at random; a text itself never spans lines here.
            yield str(path.relative_to(ROOT)), "\n".join(map(str.strip, calls.splitlines()))


def catalog_of(language: str) -> Catalog:
    """Return the translations as they are; none where there is no file yet."""
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language, project="Larkspur", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing_in(catalog: Catalog) -> list[Message]:
    """Return the texts without a translation, or with a doubtful one."""
    return [message for message in catalog if message.id and (message.fuzzy or not _is_whole(message))]


def _is_whole(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(texts)


def compiled(catalog: Catalog) -> bytes:
    """Return what the ``.mo`` file holds."""
    content = BytesIO()
    write_mo(content, catalog)
    return content.getvalue()


def update(language: str) -> Catalog:
    """Write both files anew, and return what stands in them."""
    catalog = catalog_of(language)
    catalog.update(
        messages_used(), no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False
    )
    po_file(language).parent.mkdir(parents=True, exist_ok=True)
    with po_file(language).open("wb") as file:
        write_po(file, catalog, width=110, ignore_obsolete=True, include_lineno=False, sort_output=True)
    mo_file(language).write_bytes(compiled(catalog))
    return catalog


def main() -> int:
    """Update every language but the one the code is written in; return 1 where something is to be translated."""
    missing = 0
    for language, name in settings.LANGUAGES:
        if language == settings.LANGUAGE_CODE:
            continue
        for message in missing_in(update(language)):
            missing += 1
            places = ", ".join(place for place, _ in message.locations)
            print(f"{name}: to be translated: {message.id!r} ({places})")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
