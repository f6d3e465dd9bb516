"""When acts are possible: one small table per axis of an application, and the machine that reads them.

The five axes (file status, treatment, decision, answer, piece) are independent: they are never multiplied.
"""
