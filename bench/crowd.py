"""The crowd of the rush: a process of its own in which everybody deposits three pieces and submits at once.

``python -m bench.crowd`` reads a plan on its standard input and prints what everybody was answered.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from typing import Any
from urllib.parse import urlencode

from bench.servers import PROJECT

BOUNDARY = "a-boundary-that-no-file-holds"


def send(plan: dict[str, Any]) -> dict[str, Any]:
    """Let the crowd act; ``{"seconds", "worst", "statuses"}``."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.crowd"], input=json.dumps(plan), cwd=PROJECT, check=True, capture_output=True,
        text=True,
    )  # fmt: skip
    answered: dict[str, Any] = json.loads(done.stdout)
    return answered


def main(plan: dict[str, Any]) -> None:
    """``plan``: ports, file (text of a PDF, latin-1), people (cookie, token, path, pieces, apart)."""
    people, content = plan["people"], plan["file"].encode("latin-1")
    barrier = threading.Barrier(len(people) + 1)
    statuses: Counter[str] = Counter()
    slowest: list[float] = []

    def run(rank: int) -> None:
        person, port = people[rank], plan["ports"][rank % len(plan["ports"])]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        barrier.wait()
        for path, body, kind in road(person, content):
            began = time.monotonic()
            headers = {"Cookie": person["cookie"], "Content-Type": kind, "Host": f"127.0.0.1:{port}"}
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            slowest.append(time.monotonic() - began)
            statuses[str(answer.status)] += 1

    threads = [threading.Thread(target=run, args=(rank,)) for rank in range(len(people))]
    for thread in threads:
        thread.start()
    barrier.wait()
    began = time.monotonic()
    for thread in threads:
        thread.join()
    print(json.dumps({"seconds": time.monotonic() - began, "worst": max(slowest), "statuses": statuses}))


def road(person: dict[str, Any], content: bytes) -> list[tuple[str, bytes, str]]:
    """Path, body and content type of each act of a person."""
    form, multipart = "application/x-www-form-urlencoded", f"multipart/form-data; boundary={BOUNDARY}"
    token = urlencode({"csrf_token": person["token"]}).encode()
    upload = b"".join((
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{person["token"]}\r\n'.encode(),
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="fichier"; filename="page.pdf"\r\n'.encode(),
        b"Content-Type: application/pdf\r\n\r\n", content, f"\r\n--{BOUNDARY}--\r\n".encode(),
    ))  # fmt: skip
    return [
        *((f"{person['path']}/pieces/{piece}/@@deposer", upload, multipart) for piece in person["pieces"]),
        *((f"{person['path']}/pieces/{piece}/@@non-concerne", token, form) for piece in person["apart"]),
        (f"{person['path']}/@@transmettre", token, form),
    ]


if __name__ == "__main__":
    main(json.load(sys.stdin))
