"""Doors of operators: health."""
