"""Files: checking what candidates send, setting letters and dossiers in type.

What never enters: the database, HTTP, models. Everything here works on streams and plain values, so that a view, a
batch and a test call it alike.
"""
