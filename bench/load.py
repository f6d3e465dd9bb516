"""The load: a process of its own that asks one page again and again, and prints how many it got in a second.

``python -m bench.load PORT PATH SECONDS CONNECTIONS``. Connections are kept alive; answers are read to their end.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time

from bench.servers import PROJECT


def rate(port: int, path: str, seconds: float, connections: int = 4) -> float:
    """Requests per second, asked from another process; every answer is a 200."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", str(port), path, str(seconds), str(connections)],
        cwd=PROJECT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return float(json.loads(done.stdout))


def ask(connection: socket.socket, message: bytes) -> None:
    """One request and its whole answer."""
    connection.sendall(message)
    answer = b""
    while (end := answer.find(b"\r\n\r\n")) < 0:
        answer += receive(connection)
    head = answer[:end].lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode("latin-1"))
    length = head.split(b"\r\ncontent-length:")[1].split(b"\r\n")[0]
    missing = int(length) - (len(answer) - end - 4)
    while missing > 0:
        missing -= len(receive(connection))


def receive(connection: socket.socket) -> bytes:
    """Some bytes, at least one."""
    received = connection.recv(262_144)
    if not received:
        raise RuntimeError("the server closed the connection")
    return received


def main(port: int, path: str, seconds: float, connections: int) -> None:
    """Print the rate."""
    message = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Language: fr\r\n\r\n".encode()
    counts = [0] * connections
    stop = time.monotonic() + seconds

    def run(rank: int) -> None:
        with socket.create_connection(("127.0.0.1", port), 30) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while time.monotonic() < stop:
                ask(connection, message)
                counts[rank] += 1

    threads = [threading.Thread(target=run, args=(rank,)) for rank in range(connections)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(sum(counts) / (time.monotonic() - started)))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
