"""Doors of the candidate: profile, applications, pieces."""
