"""The pages of the staff under /admin: day lists, bookings, requests of parents, questions in vain, notices,
versions, the audit. What one may see and do is decided here, on the server, by role and scope; the words are
in words.yaml, the looks in templates/ and static/.
"""
