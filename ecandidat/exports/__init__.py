"""Tables that leave the platform: which columns exist, and how they are written as XLSX or CSV.

What never enters: the database, rights, who may read what. Services gather and choose, rows are written one by one, so
that the size of a file costs no memory.
"""
