"""A real LimeSurvey server, read through its RemoteControl 2 interface (JSON-RPC).

Only the address that the operator configured is ever called; redirections are not followed.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from requests import RequestException, Session

from ecandidat.adapters.survey import Reply, Unavailable

log = logging.getLogger(__name__)

SECONDS = 8
"""Longest wait for an answer: somebody may be looking at an empty page."""

LARGEST = 64 * 1024 * 1024
"""Most bytes read of one answer."""

PATH = "index.php/admin/remotecontrol"
NUMBER, APPLICATION = "numdossier", "idcandidature"
"""Codes, in lower case, of the two questions of a survey that the link fills in."""

TECHNICAL = frozenset({
    "id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl", "token",
    "retour", NUMBER, APPLICATION,
})  # fmt: skip
"""Columns of an export that are no answers."""


class LimeSurvey:
    """``url`` is the address of the server, as operators know it: https://enquetes.univ.example/."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._endpoint = url.rstrip("/") + "/" + PATH
        self._user, self._password = user, password

    def replies(self, survey: str) -> list[Reply]:
        """The completed replies of a survey; raises :class:`Unavailable`."""
        if not survey.isdigit():
            raise Unavailable(f"survey {survey!r}")
        with self._session() as (http, key):
            exported = self._call(
                http, "export_responses", key, int(survey), "json", None, "complete", "code", "long"
            )  # fmt: skip
            if isinstance(exported, Mapping):
                return _nothing(exported)
            labels = _labels(self._call(http, "list_questions", key, int(survey)))
            return [_reply(row, labels) for row in _rows(exported)]

    @contextmanager
    def _session(self) -> Iterator[tuple[Session, str]]:
        with Session() as http:
            # Neither a proxy of the environment nor a .netrc has a say in where the password goes.
            http.trust_env = False
            key = self._call(http, "get_session_key", self._user, self._password)
            if not isinstance(key, str) or not key:
                raise Unavailable("identifiants refusés")
            try:
                yield http, key
            finally:
                try:
                    self._call(http, "release_session_key", key)
                except Unavailable:
                    log.info("LimeSurvey %s : session laissée à son délai", self._endpoint)

    def _call(self, http: Session, method: str, *params: Any) -> Any:
        try:
            with http.post(
                self._endpoint, json={"jsonrpc": "2.0", "method": method, "params": params, "id": 1},
                timeout=SECONDS, allow_redirects=False, stream=True,
            ) as answer:  # fmt: skip
                if answer.status_code != 200:
                    raise Unavailable(f"HTTP {answer.status_code}")
                content = bytearray()
                for part in answer.iter_content(64 * 1024):
                    content += part
                    if len(content) > LARGEST:
                        raise Unavailable("réponse trop longue")
            found = json.loads(bytes(content))
        except (RequestException, ValueError, RecursionError) as error:
            log.warning("LimeSurvey %s : %s", self._endpoint, type(error).__name__)
            raise Unavailable(self._endpoint) from error
        if not isinstance(found, Mapping) or found.get("error"):
            raise Unavailable(str(found.get("error"))[:200] if isinstance(found, Mapping) else "réponse illisible")
        return found.get("result")


def _nothing(status: Mapping[str, Any]) -> list[Reply]:
    """A survey without replies answers with a status; any other status is a fault."""
    text = str(status.get("status", ""))
    if text.startswith("No Data"):
        return []
    raise Unavailable(text[:200] or "réponse illisible")


def _rows(exported: Any) -> list[Mapping[str, Any]]:
    """The rows of an export: a list of records, which older versions wrap each in ``{number: record}``."""
    try:
        content = json.loads(base64.b64decode(str(exported), validate=False))
        rows = content["responses"]
    except (ValueError, binascii.Error, KeyError, TypeError) as error:
        raise Unavailable("export illisible") from error
    if isinstance(rows, Mapping):
        rows = list(rows.values())
    if not isinstance(rows, list):
        raise Unavailable("export illisible")
    found: list[Mapping[str, Any]] = []
    for row in rows:
        if not isinstance(row, Mapping):
            raise Unavailable("export illisible")
        inside = list(row.values())
        wrapped = len(inside) == 1 and isinstance(inside[0], Mapping)
        found.append(inside[0] if wrapped else row)
    return found


def _labels(questions: Any) -> dict[str, str]:
    """Code of a question → its words, without markup."""
    if not isinstance(questions, list):
        return {}
    known = {}
    for question in questions:
        if isinstance(question, Mapping) and question.get("title"):
            plain = html.unescape(re.sub(r"<[^>]*>", " ", str(question.get("question") or "")))
            known[str(question["title"])] = " ".join(plain.split())[:500]
    return known


def _reply(row: Mapping[str, Any], labels: Mapping[str, str]) -> Reply:
    low = {str(name).lower(): value for name, value in row.items()}
    answers = tuple(
        (_title(str(name), labels), str(value)[:10_000])
        for name, value in row.items()
        if str(name).lower() not in TECHNICAL and value not in (None, "")
    )
    return Reply(
        id=str(low.get("id", "")), number=str(low.get(NUMBER) or "").strip(),
        application=str(low.get(APPLICATION) or "").strip(), sent=str(low.get("submitdate") or ""), answers=answers,
    )  # fmt: skip


def _title(column: str, labels: Mapping[str, str]) -> str:
    """The words of a column: « code » or « code[sub-question] »."""
    code, _, part = column.partition("[")
    title = labels.get(code) or code
    part = part.rstrip("]")
    return f"{title} [{labels.get(part, part)}]" if part else title
