"""The benchmarks: each figure of the promise, measured beside its floor in the same run.

``make bench`` prints a table, writes ``build/bench.json`` and fails when a goal is missed. ``python -m bench pages``
(or ``lists``, ``rush``) measures one of them. Everything runs on 127.0.0.1, for a bounded number of requests.
"""
