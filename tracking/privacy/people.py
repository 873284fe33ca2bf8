"""Who is meant when somebody asks for their data, or to be forgotten."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tracking import identity
from tracking.models import IdentityAlias

# What ids and e-mail addresses are made of: a message that is no JSON any more still shows whom it names.
_WORD: Final = re.compile(r"[\w.+@%-]+")


@dataclass(frozen=True, slots=True)
class Person:
    """A person by all their names. ``subjects`` are explained in ``tracking.identity``; ``emails`` are addresses in
    lower case that were shown to be theirs, by which tables without subjects may be searched.

    Whoever signs up can give any address: an account's page therefore asks without ``emails``, an operator, who knows
    whom they deal with, asks with them.
    """

    subjects: frozenset[str]
    emails: frozenset[str] = frozenset()

    @property
    def public_ids(self) -> frozenset[str]:
        return frozenset(subject[2:] for subject in self.subjects if subject.startswith("u:"))

    @property
    def email_subjects(self) -> frozenset[str]:
        """The addresses as tables that keep a keyed hash know them."""
        return frozenset(map(identity.email_subject, self.emails))

    def also(self, *, subjects: Iterable[str] = (), emails: Iterable[str] = ()) -> "Person":
        return Person(self.subjects.union(subjects), self.emails.union(address.lower() for address in emails))

    def is_named_in(self, text: str) -> bool:
        """Whether a message's text, whatever is wrong with it, names the person."""
        return not self.subjects.isdisjoint(subjects_in(text))


def named(identifier: str) -> Person:
    """Return the person whom an operator named by e-mail address, public id or anonymous id, before anything was
    looked up. An id doesn't show of which kind it is, so it stands for both."""
    identifier = identifier.strip()
    if "@" in identifier:
        address = identifier.lower()
        return Person(frozenset({identity.email_subject(address)}), frozenset({address}))
    return Person(
        frozenset({identity.account_subject(identifier[:78]), identity.browser_subject(identifier)})
    )


def account(*, public_id: str, browser: str | None = None) -> Person:
    """Return the person who is logged in to the account, in front of the browser with that anonymous id.

    The browser is theirs unless it was another account's.
    """
    person = with_aliases(Person(frozenset({identity.account_subject(public_id)})))
    if browser:
        subject = identity.browser_subject(browser)
        if identity.resolve([subject])[subject] in {subject, identity.account_subject(public_id)}:
            return person.also(subjects=[subject])
    return person


def browser_alone(anonymous_id: str) -> Person:
    """Return the browser and nobody else: not the account that somebody once used in it."""
    return Person(frozenset({identity.browser_subject(anonymous_id)}))


def with_aliases(person: Person) -> Person:
    """Return the person with the account behind each name, and every alias of that account. Two queries."""
    behind = IdentityAlias.objects.filter(alias__in=person.subjects).values_list("subject", flat=True)
    return person.also(subjects=identity.names_of(person.subjects.union(behind)))


def subjects_in(text: str) -> set[str]:
    """Return every subject that a word of ``text`` could be."""
    words = set(_WORD.findall(text))
    found = {
        subject
        for word in words
        for subject in (identity.account_subject(word[:78]), identity.browser_subject(word))
    }
    return found | {identity.email_subject(word) for word in words if "@" in word}
