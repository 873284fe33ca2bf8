"""No template of the store says anything that can't be translated."""

import re
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from tests.shop.wording import phrases, words

TEMPLATES = Path(__file__).parents[2] / "shop" / "templates"
FILES = sorted(
    path
    for path in TEMPLATES.rglob("*")
    # The admin is in English.
    if path.suffix in (".html", ".txt") and "admin" not in path.relative_to(TEMPLATES).parts
)

ALIKE = {
    "Larkspur": "the store's name",
    "sessionid": "a cookie's name",
    "csrftoken": "a cookie's name",
    "messages": "a cookie's name",
    "consent": "a cookie's name",
    "visitor": "a cookie's name",
    "recent": "a cookie's name",
}
# What an include is told to show: title="New in" says it in English, title=_("New in") in any language.
TOLD = re.compile(r"\b(?:title|text|label|page_title)=\"([^\"]*)\"")
LITERAL_DATE = re.compile(r"date:\s*[\"']([^\"']*)[\"']")


def literals(path):
    """Return what the template says by itself: outside tags, variables, comments and translated blocks."""
    said, told, is_translated, is_comment = [], [], False, False
    for token in Lexer(path.read_text()).tokenize():
        name = token.contents.split()[0] if token.contents.split() else ""
        if token.token_type == TokenType.BLOCK:
            is_translated = name == "blocktranslate" or (is_translated and name != "endblocktranslate")
            is_comment = name == "comment" or (is_comment and name != "endcomment")
            told += TOLD.findall(token.contents) if name in ("include", "with") else []
        elif token.token_type == TokenType.TEXT and not (is_translated or is_comment):
            said.append(token.contents)
    found = phrases("".join(said)) if path.suffix == ".html" else "".join(said).split("\n")
    return [phrase for phrase in (*found, *told) if set(words(phrase)) - ALIKE.keys()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_says_nothing_by_itself(path):
    assert literals(path) == [], "put it into {% translate %} or {% blocktranslate %}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_date_is_written_as_its_language_does(path):
    patterns = LITERAL_DATE.findall(path.read_text())

    assert [text for text in patterns if text != "c" and not text.endswith("_FORMAT")] == []
