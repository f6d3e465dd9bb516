"""Files sent at the same instant: whoever meets another writer is tried again, with the whole file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from ecandidat.models.portal import Portal
from tests.architecture.visitors import Visitor
from tests.architecture.world import blank_pdf
from tests.concurrency.conftest import THREADS
from tests.concurrency.crowd import FORMATION, at_once, gather

Commit = Callable[..., Any]
PIECES = ("pieces~identite", "droit~pieces~cv", "droit~master~m1-droit~pieces~lettre")


def test_everybody_brings_a_profile_at_once(file_app: Any, commit: Commit) -> None:
    """The first ones all make the list of those who bring a file: their retries read it from its beginning."""
    userids = commit(gather, THREADS)
    brought = b'{"format": "ecandidat", "version": 1, "profile": {}}'

    visitors = [(Visitor(file_app, userid), f"/candidats/{userid[2:]}/@@apporter") for userid in userids]
    file = {"fichier": ("ecandidat.json", brought)}
    answers = at_once([lambda v=visitor, u=url: v.knock(u, "POST", file) for visitor, url in visitors])
    assert Counter(answer.status_int for answer in answers) == {303: THREADS}


def test_one_candidate_deposits_from_several_windows_at_once(file_app: Any, commit: Commit) -> None:
    (userid,) = commit(gather, 1)
    visitor, content = Visitor(file_app, userid), blank_pdf().read()
    applied = visitor.knock(f"{FORMATION}/@@candidater", "POST")
    pieces = applied.headers["Location"].removeprefix("http://localhost") + "/pieces/test"

    def deposit(piece: str) -> int:
        url = f"{pieces}~{piece}/@@deposer"
        return int(visitor.knock(url, "POST", {"fichier": (f"{piece}.pdf", content)}).status_int)

    assert at_once([lambda p=piece: deposit(p) for piece in PIECES]) == [303] * len(PIECES)

    def check(portal: Portal) -> None:
        documents = list(portal.candidates[userid[2:]].documents.values())
        assert len(documents) == len(PIECES)
        for document in documents:
            with document.open() as stream:
                assert stream.read() == content

    commit(check)


def test_files_kept_from_several_windows_at_once_are_all_in_the_library(file_app: Any, commit: Commit) -> None:
    (userid,) = commit(gather, 1)
    visitor, content, names = Visitor(file_app, userid), blank_pdf().read(), [f"{rank}.pdf" for rank in range(8)]
    url = f"/candidats/{userid[2:]}/documents/@@ajouter"
    answers = at_once([lambda n=name: visitor.knock(url, "POST", {"fichier": (n, content)}) for name in names])
    assert Counter(answer.status_int for answer in answers) == {303: len(names)}

    def check(portal: Portal) -> None:
        kept = portal.candidates[userid[2:]].documents.values()
        assert sorted(document.filename for document in kept) == names

    commit(check)
