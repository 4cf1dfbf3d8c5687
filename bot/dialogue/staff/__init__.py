"""What staff do in a chat: day lists, closing, notices, requests, questions in vain. Every command is for
the accounts that a one-time code has bound to a role, and within that role's limits."""
