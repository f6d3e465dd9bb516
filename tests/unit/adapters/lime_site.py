"""A LimeSurvey server as its RemoteControl 2 interface shows it: JSON-RPC over HTTP, on a free port, in a thread."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USER, PASSWORD = "ecandidat", "un mot de passe d'enquête"
KEY = "session-1"
QUESTIONS = [
    {"title": "numDossier", "question": "N°"}, {"title": "idCandidature", "question": "id"},
    {"title": "Q1", "question": "<p>Comment avez-vous connu cette formation&nbsp;?</p>"},
    {"title": "Q2", "question": "Quel métier visez-vous ?"},
]  # fmt: skip


class Site:
    """The surveys of a server: number → rows of replies. ``mood`` makes it misbehave; ``calls`` are what was asked."""

    def __init__(self) -> None:
        self.rows: dict[int, list[dict[str, Any]]] = {}
        self.mood = ""
        self.wrapped = False
        self.calls: list[str] = []
        self.url = ""

    def reply(self, survey: str, number: str, application: str, answers: dict[str, str], sent: str) -> None:
        """Somebody answered."""
        rows = self.rows.setdefault(int(survey), [])
        columns = {"numDossier": number, "idCandidature": application, **answers}
        rows.append({"id": str(len(rows) + 1), "submitdate": sent, "startlanguage": "fr", **columns})

    def result(self, method: str, params: list[Any]) -> Any:
        """What the interface answers."""
        if method == "get_session_key":
            return KEY if params == [USER, PASSWORD] else {"status": "Invalid user name or password"}
        if params[0] != KEY:
            return {"status": "Invalid session key"}
        if method == "list_questions":
            return QUESTIONS
        if method == "export_responses":
            assert params[2:] == ["json", None, "complete", "code", "long"]
            rows: list[Any] = self.rows.get(params[1], [])
            if not rows:
                return {"status": "No Data, survey table does not exist."}
            if self.wrapped:
                rows = [{row["id"]: row} for row in rows]
            return base64.b64encode(json.dumps({"responses": rows}).encode()).decode()
        return "OK"


@contextmanager
def serve() -> Iterator[Site]:
    """A server that lives as long as the block."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            site.calls.append(body["method"])
            assert self.path == "/lime/index.php/admin/remotecontrol"
            result = site.result(body["method"], body["params"])
            status, content = 200, json.dumps({"id": body["id"], "result": result, "error": None}).encode()
            if site.mood == "redirects":
                status = 302
            elif site.mood == "fails":
                status = 500
            elif site.mood == "babbles":
                content = b"<html>not json"
            elif site.mood == "errs":
                content = json.dumps({"id": 1, "result": None, "error": "too bad"}).encode()
            elif site.mood == "garbles" and body["method"] == "export_responses":
                content = json.dumps({"id": 1, "result": base64.b64encode(b"[1, 2").decode(), "error": None}).encode()
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/secret")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.url = f"http://127.0.0.1:{server.server_port}/lime"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()
