"""Every text of the store is there in every language, and says the same as the English one.

`make messages` writes what is new into the `.po` file; see docs/languages.md.
"""

import re

import pytest
from django.conf import settings

from config import messages

OTHERS = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w*\}|</?\w+[^>]*>")


@pytest.fixture(scope="module")
def used():
    return messages.messages_used()


def texts(message):
    return list(message) if isinstance(message, (list, tuple)) else [message]


def key(message):
    return message.context, texts(message.id)[0]


def listed(found):
    """Return a line for each message, as one would look for it in the file."""
    return "\n".join(f"msgid {texts(message.id)[0]!r}  ({message.locations})" for message in found)


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language, used):
    catalog = messages.catalog_of(language)
    written = {key(message) for message in catalog if message.id}

    absent = [message for message in used if message.id and key(message) not in written]
    missing = [*absent, *messages.missing_in(catalog)]

    assert not missing, f"{len(missing)} texts to translate (`make messages`):\n{listed(missing)}"


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_kept_that_nothing_uses(language, used):
    needed = {key(message) for message in used if message.id}
    catalog = messages.catalog_of(language)

    left = [message for message in catalog if message.id and key(message) not in needed]

    assert not left, f"of no use any more (`make messages`):\n{listed(left)}"
    assert not catalog.obsolete


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_placeholders_and_the_markup_of_its_text(language):
    wrong = []
    for message in messages.catalog_of(language):
        wanted = [sorted(PLACEHOLDER.findall(text)) for text in texts(message.id)]
        found = [sorted(PLACEHOLDER.findall(text)) for text in texts(message.string)]
        if message.id and any(each not in wanted for each in found):
            wrong.append(message)

    assert not wrong, listed(wrong)


def test_german_has_german_quotation_marks():
    plain = [
        re.sub(r"<[^>]+>", "", text) for m in messages.catalog_of("de") for text in texts(m.string) if m.id
    ]

    assert [text for text in plain if '"' in text or "”" in text or text.count("„") != text.count("“")] == []


@pytest.mark.parametrize("language", OTHERS)
def test_django_reads_what_the_translators_wrote(language):
    assert messages.mo_file(language).read_bytes() == messages.compiled(messages.catalog_of(language)), (
        "run `make messages`"
    )
