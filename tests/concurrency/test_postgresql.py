"""The same crowd on PostgreSQL, through two server processes: what the benchmark measures holds for few as for many."""

from __future__ import annotations

from pathlib import Path

from bench import rush

CROWD = 24


def test_nothing_is_lost_between_two_processes(tmp_path: Path) -> None:
    outcome = rush.play(tmp_path, CROWD)
    assert outcome.answered["statuses"] == {"303": CROWD * 5}
    assert outcome.kept == rush.whole(CROWD)
