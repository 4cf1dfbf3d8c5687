"""Every topic, in one list; a test compares it with the modules of this folder."""

from bot.dialogue.topics import (
    book,
    bookings,
    cancel,
    faq,
    find,
    hours,
    human,
    price,
    privacy,
    quota,
    register,
    smalltalk,
)
from bot.dialogue.turn import PressHandler, TopicHandler

TOPICS: dict[str, TopicHandler] = {
    module.TOPIC.name: module.TOPIC
    for module in (
        find, price, hours, register, book, bookings, cancel, quota, faq, human, privacy, smalltalk,
    )
}  # fmt: skip

# Button verb → (topic, handler of what follows the verb).
PRESSES: dict[str, tuple[str, PressHandler]] = {
    verb: (topic.name, handler) for topic in TOPICS.values() for verb, handler in topic.presses.items()
}
