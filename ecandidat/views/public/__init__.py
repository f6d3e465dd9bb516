"""Doors open to all: the university's home, its offer, assistance."""
