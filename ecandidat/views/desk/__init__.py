"""Doors of whoever examines: lists of applications, verdicts, decisions."""
