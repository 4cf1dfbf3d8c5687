"""The Telegram channel: nothing is acknowledged before it is kept, nothing is sent before it is committed.

One update: polling → inbox (commit, then acknowledge) → turns (each chat in order) → the core's
transaction, which also marks the update done and fills the outbox → sender (each chat in order).
"""

NAME = "telegram"
