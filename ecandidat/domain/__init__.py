"""The rules of the field, in plain Python.

What enters: codes, value objects, guards, tables of transitions, calendars, keys.
What never enters: Pyramid, ZODB, files, the clock, the network. A function here is given values and a date and
answers, or raises :class:`~ecandidat.domain.errors.Refused`.
"""
