"""The mails: which exist, what they say, how a text becomes a message.

What never enters: the database, the sending, HTTP. A text is substituted, never evaluated.
"""
