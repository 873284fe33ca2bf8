"""Addresses of the same page with something changed: what every link of the dashboard is made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Address:
    """``path`` and its query; each method returns another address and leaves this one."""

    path: str
    query: Mapping[str, Sequence[str]]

    def __str__(self) -> str:
        text = self.text
        return f"{self.path}?{text}" if text else self.path

    @property
    def text(self) -> str:
        """The query as it stands in the address; names without a value are left out."""
        return urlencode(list(self))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Give each name with each of its values: a form's hidden fields."""
        return ((name, value) for name, values in self.query.items() for value in values if value)

    def but(self, **values: str | Sequence[str]) -> "Address":
        """Return it with ``values`` instead of what their names had; an empty one takes the name out."""
        lists = {name: [value] if isinstance(value, str) else value for name, value in values.items()}
        return Address(self.path, {**self.query, **lists})

    def plus(self, name: str, value: str) -> "Address":
        """Return it with one more value of ``name``, unless it has that one."""
        return self.but(**{name: list(dict.fromkeys([*self.query.get(name, ()), value]))})

    def minus(self, name: str, value: str) -> "Address":
        """Return it without one value of ``name``."""
        return self.but(**{name: [kept for kept in self.query.get(name, ()) if kept != value]})

    def only(self, names: Sequence[str]) -> "Address":
        """Return it with nothing but ``names``."""
        return Address(self.path, {name: self.query[name] for name in names if name in self.query})

    def at(self, path: str) -> "Address":
        """Return the same query under another path."""
        return Address(path, self.query)
