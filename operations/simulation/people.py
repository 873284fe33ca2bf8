"""The made-up shoppers: each always the same browser, all of them without an account."""

import random
from dataclasses import dataclass
from typing import Final

# Agents of browsers that people use. One that names a program would be counted as a bot (see tracking.bots).
_BROWSERS: Final[tuple[tuple[int, str], ...]] = (
    (
        34,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/142.0.0.0 Safari/537.36",
    ),
    (
        24,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/26.0 Mobile/15E148 Safari/604.1",
    ),
    (
        18,
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/142.0.0.0 Mobile Safari/537.36",
    ),
    (
        12,
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/26.0 Safari/605.1.15",
    ),
    (7, "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"),
    (5, "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"),
)
_LANGUAGES: Final[tuple[tuple[int, str], ...]] = (
    (40, "en-GB,en;q=0.9"),
    (25, "en-US,en;q=0.9"),
    (20, "de-DE,de;q=0.9,en;q=0.7"),
    (10, "fr-FR,fr;q=0.9,en;q=0.6"),
    (5, "nl-NL,nl;q=0.9,en;q=0.8"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """A visitor as the store sees one."""

    number: int
    user_agent: str
    languages: str

    @property
    def address(self) -> dict[str, str]:
        """What the person types at the checkout: as a guest, under an address that belongs to nobody (RFC 2606)."""
        return {
            "email": f"visitor{self.number:05}@example.net",
            "name": f"Visitor {self.number}",
            "street": f"Sample Street {1 + self.number % 90}",
            "postcode": f"{10000 + self.number % 89999}",
            "city": "Sampletown",
            "country": "DE",
        }


def person_of(seed: int, number: int) -> Person:
    """Return visitor ``number`` of the world ``seed``: the same one every time."""
    chance = random.Random(f"person {seed} {number}")  # noqa: S311  (make-believe, not secrecy)
    return Person(number, _weighted(_BROWSERS, chance), _weighted(_LANGUAGES, chance))


def _weighted(choices: tuple[tuple[int, str], ...], chance: random.Random) -> str:
    return chance.choices([text for _, text in choices], [weight for weight, _ in choices])[0]
