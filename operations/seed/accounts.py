"""The people of the demo. All are made up; example.com and example.org belong to nobody."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeedAccount:
    """An account; without a password nobody can log in to it."""

    email: str
    name: str
    password: str = ""
    staff: bool = False


# abcde@gmail.com is the account of the documented sample message: nothing else of the seed acts as it.
LOGINS: tuple[SeedAccount, ...] = (
    SeedAccount("admin@example.com", "Robin Ashdown", "demo-admin", staff=True),
    SeedAccount("shopper@example.com", "Sam Fairweather", "demo-shopper"),
    SeedAccount("abcde@gmail.com", "Alex Brook", "demo-shopper"),
)

_NAMES = (
    "Ada Lindqvist", "Amir Haddad", "Anouk Verhoeven", "Beatriz Moura", "Bram de Wit", "Chiara Bellini",
    "Daan Visser", "Dorota Zielińska", "Eamon Kearney", "Elif Aydın", "Emil Sørensen", "Fatima Benali",
    "Grete Hofer", "Hugo Lambert", "Ines Carvalho", "Jakub Novotný", "Juna Sato", "Kaisa Virtanen",
    "Leon Brandt", "Lucía Romero", "Malik Diallo", "Marta Kowalczyk", "Nadia Popescu", "Noah Whitfield",
    "Oskar Nyström", "Priya Raman", "Rosa Keller", "Tomasz Wójcik", "Vera Dimitrova", "Yusuf Demir",
)  # fmt: skip

SHOPPERS: tuple[SeedAccount, ...] = tuple(
    SeedAccount(f"shopper{number:02}@example.org", name) for number, name in enumerate(_NAMES, 1)
)
