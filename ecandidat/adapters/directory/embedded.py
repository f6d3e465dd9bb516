"""A small directory in memory, for development and tests."""

from __future__ import annotations

from ecandidat.adapters.directory import MOST, Person

PEOPLE = (
    Person("alagarde", "Anne", "LAGARDE", "anne.lagarde@univ.example"),
    Person("bdiallo", "Binta", "DIALLO", "binta.diallo@univ.example"),
    Person("cnguyen", "Cécile", "NGUYEN", "cecile.nguyen@univ.example"),
    Person("dmoreau", "Denis", "MOREAU", "denis.moreau@univ.example"),
    Person("emoreau", "Élise", "MOREAU-LEFÈVRE", "elise.moreau@univ.example"),
    Person("fhaddad", "Farid", "HADDAD", "farid.haddad@univ.example"),
)


class EmbeddedDirectory:
    """Those people, or some others."""

    def __init__(self, people: tuple[Person, ...] = PEOPLE) -> None:
        self._people = people

    def search(self, words: str) -> list[Person]:
        """People whose login, name or mail address hold every word."""
        wanted = words.casefold().split()
        found = [one for one in self._people if all(word in _said(one) for word in wanted)] if wanted else []
        return sorted(found, key=lambda one: (one.last_name.casefold(), one.first_name, one.login))[:MOST]


def _said(one: Person) -> str:
    return f"{one.login} {one.first_name} {one.last_name} {one.mail}".casefold()
