"""What people read of HTML: its texts, and the attributes that are shown or read out."""

import re
from html.parser import HTMLParser

_READ = {"aria-label", "alt", "title", "placeholder", "label"}
_OTHER_LANGUAGES = "hreflang"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.phrases: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        # The name of another language stands in that language.
        if tag in ("script", "style") or (_OTHER_LANGUAGES in given and tag == "a"):
            self._silent.append(tag)
        for name, value in attrs:
            # Of the pages' own attributes those that scripts show hold words.
            is_shown = name in _READ or (name.startswith("data-") and " " in (value or ""))
            is_description = name == "content" and given.get("name") == "description"
            if value and (is_shown or is_description):
                self._add(value)

    def handle_endtag(self, tag):
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data):
        if not self._silent:
            self._add(data)

    def _add(self, text):
        if phrase := " ".join(text.split()):
            self.phrases.append(phrase)


def phrases(html):
    """Return the texts of the page in its order, white space made one space."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.phrases


def words(phrase):
    """Return the words of two letters and more."""
    return re.findall(r"[^\W\d_]{2,}", phrase)
