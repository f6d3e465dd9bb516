"""A crowd applies and submits to one formation at the same instant: nothing is lost, nobody meets an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from ecandidat.domain.codes import Status
from ecandidat.models.portal import Portal
from ecandidat.register import rebuild
from tests.architecture.visitors import Visitor
from tests.architecture.world import blank_pdf
from tests.concurrency.conftest import THREADS
from tests.concurrency.crowd import FORMATION, at_once, formation, gather, ready_to_submit

CROWD = 32
Commit = Callable[..., Any]


def ready(portal: Portal, size: int) -> dict[str, str]:
    """Account id → path of an application that only has to be submitted."""
    return {userid: ready_to_submit(portal, userid) for userid in gather(portal, size)}


def in_waves(acts: list[Callable[[], Any]]) -> list[Any]:
    """All answers; as many acts at once as the server has threads."""
    answers = []
    for start in range(0, len(acts), THREADS):
        answers += at_once(acts[start : start + THREADS])
    return answers


def mails(portal: Portal) -> Counter[str]:
    """How many mails of each code are queued; each stored mail is queued once."""
    assert set(portal.outbox) == set(portal.outbox.queue)
    return Counter(mail.code for mail in portal.outbox.values())


def register_is_true(portal: Portal, size: int) -> None:
    """The register has one row per application, as if it had been made anew."""
    target = formation(portal)
    assert len(target) == len(target.rows) == size
    assert rebuild(target) == 0


def test_everybody_applies_at_once(file_app: Any, commit: Commit) -> None:
    userids = commit(gather, CROWD)
    visitors = [Visitor(file_app, userid) for userid in userids]
    answers = in_waves([lambda v=v: v.knock(f"{FORMATION}/@@candidater", "POST") for v in visitors])
    assert Counter(answer.status_int for answer in answers) == {303: CROWD}

    def check(portal: Portal) -> None:
        register_is_true(portal, CROWD)
        assert mails(portal) == {"CANDIDATURE": CROWD}
        for userid in userids:
            (application,) = portal.candidates[userid[2:]].applications.values()
            assert formation(portal)[application.key] is application
            assert len(application.mails) == 1

    commit(check)


def test_everybody_submits_at_once(file_app: Any, commit: Commit) -> None:
    paths = commit(ready, CROWD)
    visitors = [(Visitor(file_app, userid), path) for userid, path in paths.items()]
    answers = in_waves([lambda v=v, p=p: v.knock(f"{p}/@@transmettre", "POST") for v, p in visitors])
    assert Counter(answer.status_int for answer in answers) == {303: CROWD}

    def check(portal: Portal) -> None:
        register_is_true(portal, CROWD)
        for application in formation(portal).values():
            assert application.status is Status.RECEIVED
            assert len(application.snapshots) == 1
            assert [document for *_, document in application.snapshot.pieces[:3] if document is None] == []
        assert mails(portal) == {
            "CANDIDATURE": CROWD, "STATUT_RE": CROWD, "COMMISSION_ALERT_TRANSMISSION": CROWD
        }  # fmt: skip

    commit(check)


def test_everybody_deposits_and_submits_at_once(file_app: Any, commit: Commit) -> None:
    userids = commit(gather, THREADS)
    content = blank_pdf().read()

    def road(userid: str) -> list[int]:
        """Apply, deposit three pieces, say that the fourth does not concern one, submit."""
        visitor = Visitor(file_app, userid)
        applied = visitor.knock(f"{FORMATION}/@@candidater", "POST")
        path = applied.headers["Location"].removeprefix("http://localhost")
        pieces = f"{path}/pieces/test"
        answers = [
            applied,
            *(
                visitor.knock(f"{pieces}~{piece}/@@deposer", "POST", {"fichier": ("page.pdf", content)})
                for piece in ("pieces~identite", "droit~pieces~cv", "droit~master~m1-droit~pieces~lettre")
            ),
            visitor.knock(f"{pieces}~droit~master~m1-droit~pieces~handicap/@@non-concerne", "POST"),
            visitor.knock(f"{path}/@@transmettre", "POST"),
        ]
        return [answer.status_int for answer in answers]

    assert at_once([lambda u=u: road(u) for u in userids]) == [[303] * 6] * THREADS

    def check(portal: Portal) -> None:
        register_is_true(portal, THREADS)
        for application in formation(portal).values():
            assert application.status is Status.RECEIVED
            documents = [document for *_, document in application.snapshot.pieces if document is not None]
            assert len(documents) == 3
            for document in documents:
                with document.open() as stream:
                    assert len(stream.read()) == document.size > 0

    commit(check)


@pytest.mark.parametrize("times", [2, 8])
def test_one_click_too_many_submits_once(file_app: Any, commit: Commit, times: int) -> None:
    ((userid, path),) = commit(ready, 1).items()
    visitor = Visitor(file_app, userid)
    answers = at_once([lambda: visitor.knock(f"{path}/@@transmettre", "POST")] * times)
    assert all(answer.status_int in (303, 409) for answer in answers)

    def check(portal: Portal) -> None:
        (application,) = formation(portal).values()
        assert application.status is Status.RECEIVED
        assert len(application.snapshots) == 1
        assert [entry.act for entry in application.journal].count("transmettre") == 1
        assert mails(portal) == {"CANDIDATURE": 1, "STATUT_RE": 1, "COMMISSION_ALERT_TRANSMISSION": 1}

    commit(check)


def test_one_candidate_applies_once_from_two_windows(
    file_app: Any, commit: Commit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "ecandidat.retry")
    (userid,) = commit(gather, 1)
    visitor = Visitor(file_app, userid)
    answers = at_once([lambda: visitor.knock(f"{FORMATION}/@@candidater", "POST")] * 4)
    assert sorted(answer.status_int for answer in answers) == [303, 409, 409, 409]
    commit(register_is_true, 1)
    assert f"POST {FORMATION}/@@candidater : " in caplog.text, "attempts that are repeated are counted in the log"
