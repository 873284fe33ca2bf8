"""What a shopper does with the forms of a page. Pure: pages in, fields out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from operations.simulation.people import Person
from operations.simulation.visits import Step

_SENDING: Final = frozenset({"add", "code", "order"})
_TEST_CARD: Final = "4242 4242 4242 4242"


@dataclass(slots=True)
class Form:
    """A form as it came: where it goes, what its fields hold, and how much there is of what it sells."""

    name: str
    action: str
    stock: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sending:
    """A form to send, by POST."""

    path: str
    fields: Mapping[str, str]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = True
            self.forms.append(
                Form(values.get("data-form", ""), values.get("action", ""), values.get("data-stock", ""))
            )
        elif tag == "input" and self._is_inside and (name := values.get("name")):
            self.forms[-1].fields.setdefault(name, values.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False


def forms_of(page: str) -> dict[str, Form]:
    """Return the page's forms by their ``data-form``."""
    parser = _Forms()
    parser.feed(page)
    return {form.name: form for form in parser.forms if form.name}


def sending_of(step: Step, page: str, path: str, person: Person) -> Sending | None:
    """Return what ``step`` sends from ``page``, which stands at ``path``; None where it offers no such form.

    Of what is nearly gone nothing is taken: a demo that is left running sells down to the last few of everything and
    no further, and keeps those for the people who look at it.
    """
    if step.page not in _SENDING:
        return None
    forms = forms_of(page)
    match step.page:
        case "add" if (form := forms.get("add-to-cart")) and form.stock == "plenty":
            return Sending(form.action, form.fields)
        case "code" if form := forms.get("code"):
            return Sending(form.action, {**form.fields, "code": step.keyword})
        case "order" if form := forms.get("checkout"):
            return Sending(form.action or path, {**form.fields, **person.address, "card": _TEST_CARD})
        case _:
            return None
