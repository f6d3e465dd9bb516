"""Doors that exist in development only: the mails that left, the embedded ENT."""
