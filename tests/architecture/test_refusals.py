"""Every refusal has its sentence, every sentence its refusal, and no variable of a sentence stays empty."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

import pytest

from ecandidat.domain.errors import Refused
from ecandidat.refusals import sentence
from ecandidat.sentences import SENTENCES
from tests.architecture.sources import modules, shown, strings, tree

DERIVED = {"field": "field_label", "other": "other_label", "limit": "limit_mb", "size": "size_mb", "fields": "changes"}
"""Parameters from which another variable is made when the sentence is said."""

COMPUTED = {
    "ecandidat/documents/letters.py": {"logo_broken", "signature_broken"},
    "ecandidat/documents/workshop.py": {"file_broken", "file_cannot_fit"},
    "ecandidat/services/offer.py": {"model_type", "signature_type"},
    "ecandidat/services/promotion.py": {"letter_failed", "unknown_decision_type"},
    "ecandidat/views/account/tasks.py": {"task_failed", "task_crashed"},
}
"""Modules where a code comes as an argument or from another process, and the codes that come."""

WORDS_OF_THE_GUIDES = {"account_not_activated", "mail_taken"}
"""Sentences that users know word for word, without a full stop."""


@dataclass(frozen=True)
class Site:
    """One ``Refused(…)`` of the source. ``code`` is None when it is computed, ``given`` when ``**`` hides it."""

    where: str
    code: str | None
    given: frozenset[str] | None


def sites() -> list[Site]:
    """Every construction of a refusal in the package."""
    found = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused"):
                continue
            names = [keyword.arg for keyword in node.keywords]
            given = None if None in names else frozenset(str(name) for name in names)
            found += [Site(f"{shown(path)}:{node.lineno}", code, given) for code in codes(node.args[0])]
    return found


def codes(first: ast.expr) -> list[str | None]:
    """The codes that an argument may be; none for a refusal raised again."""
    if isinstance(first, ast.Constant):
        return [str(first.value)]
    if isinstance(first, ast.IfExp):
        return codes(first.body) + codes(first.orelse)
    if isinstance(first, ast.Attribute) and first.attr == "code":
        return []
    return [None]


SITES = sites()


def variables(text: str) -> set[str]:
    """The names between ``${`` and ``}``."""
    return set(re.findall(r"\$\{(\w+)\}", text))


def test_refusals_are_found() -> None:
    assert len(SITES) > 50


@pytest.mark.parametrize("site", [site for site in SITES if site.code], ids=lambda site: site.where)
def test_a_refusal_has_a_sentence_whose_variables_it_gives(site: Site) -> None:
    assert site.code in SENTENCES, f"{site.where}: no sentence for {site.code}"
    if site.given is not None:
        given = site.given | {DERIVED[name] for name in site.given if name in DERIVED}
        assert variables(SENTENCES[site.code].default or SENTENCES[site.code]) <= given, site.where


def test_a_refusal_names_its_code_where_it_is_raised() -> None:
    computed = {site.where.split(":")[0] for site in SITES if site.code is None}
    assert computed == set(COMPUTED)
    assert all(code in SENTENCES for codes in COMPUTED.values() for code in codes)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_used(code: str) -> None:
    users = [path for path in modules() if path.parent.name != "sentences" and code in strings(path)]
    assert users, f"nothing refuses with {code}"


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_one(code: str) -> None:
    text = sentence(Refused(code, **dict.fromkeys(variables(SENTENCES[code]), "x")))
    assert text[0].isupper() or text[0] in "«x"
    assert code in WORDS_OF_THE_GUIDES or text.rstrip(" »")[-1] in ".?!", text
    assert "${" not in text
