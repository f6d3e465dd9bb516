"""How often a door may be knocked at, counted in the memory of this process: for what is read, never for secrets."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock


class Pace:
    """At most ``most`` passages of one name ``within`` a time; the names seen last are remembered, 10,000 of them."""

    NAMES = 10_000

    def __init__(self, most: int, within: timedelta) -> None:
        self._most, self._within = most, within
        self._passed: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def wait(self, name: str, now: datetime) -> int:
        """0 and one passage counted, or the seconds to wait before the next one."""
        with self._lock:
            passed = self._passed.setdefault(name, deque())
            self._passed.move_to_end(name)
            while len(self._passed) > self.NAMES:
                self._passed.popitem(last=False)
            while passed and passed[0] <= now - self._within:
                passed.popleft()
            if len(passed) >= self._most:
                return int((passed[0] + self._within - now).total_seconds()) + 1
            passed.append(now)
            return 0
