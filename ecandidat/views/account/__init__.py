"""Doors of the account: create, activate, sign in and out, recover, change."""
