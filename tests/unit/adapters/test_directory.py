"""Every directory finds the same people; the real one is tried on ldap3's own server in memory."""

from __future__ import annotations

from typing import Any

import ldap3
import pytest
from ldap3.core.exceptions import LDAPSocketOpenError

from ecandidat.adapters.directory import Person, Unavailable
from ecandidat.adapters.directory.embedded import PEOPLE, EmbeddedDirectory
from ecandidat.adapters.directory.ldap import LdapDirectory

BASE = "ou=people,dc=univ,dc=example"


def in_memory() -> Any:
    """A bound connection to a server that holds the embedded people, and a group."""
    connection = ldap3.Connection(ldap3.Server("memory"), client_strategy=ldap3.MOCK_SYNC)
    for one in PEOPLE:
        said = {"uid": one.login, "givenName": [one.first_name, "Autre"], "sn": one.last_name, "mail": one.mail}
        connection.strategy.add_entry(f"uid={one.login},{BASE}", {"objectClass": "inetOrgPerson", **said})
    connection.strategy.add_entry(f"cn=moreau,{BASE}", {"objectClass": "groupOfNames", "cn": "moreau", "sn": "moreau"})
    connection.bind()
    return connection


DIRECTORIES = (EmbeddedDirectory(), LdapDirectory("ldap://memory", BASE, connect=in_memory))


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize(
    ("words", "logins"),
    [
        ("moreau", ["dmoreau", "emoreau"]), ("moreau denis", ["dmoreau"]), ("BDIALLO", ["bdiallo"]),
        ("cecile.nguyen@", ["cnguyen"]), ("personne", []), ("", []), ("  ", []), ("*", []), (")(uid=*", []),
    ],
)  # fmt: skip
def test_people_are_found_by_every_word(directory: Any, words: str, logins: list[str]) -> None:
    """S04."""
    assert [one.login for one in directory.search(words)] == logins


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_somebody_is_known_by_four_things(directory: Any) -> None:
    assert directory.search("lagarde") == [Person("alagarde", "Anne", "LAGARDE", "anne.lagarde@univ.example")]


def test_a_directory_that_does_not_answer_says_so() -> None:
    def silent() -> Any:
        raise LDAPSocketOpenError("no route")

    with pytest.raises(Unavailable):
        LdapDirectory("ldap://nowhere", BASE, connect=silent).search("moreau")
