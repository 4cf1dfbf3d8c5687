"""Answers as JSON objects: what the JSON-lines channel prints, and how a first answer is kept for an
update that comes again."""

import base64
from dataclasses import replace
from typing import Any

from bot.messages import Answer, Button, Document, Location, Reply


def answer_to_json(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = {
        "replies": [reply_to_json(reply) for reply in answer.replies],
        "topic": answer.topic,
        "faq": answer.faq,
        "provider": answer.provider,
        "providers": list(answer.providers),
        "entities": answer.entities,
        "confidence": round(answer.confidence, 3),
        "alternatives": [[target, round(score, 3)] for target, score in answer.alternatives],
    }
    if answer.more_topics:
        found["more_topics"] = list(answer.more_topics)
    return found


def answer_from_json(data: dict[str, Any]) -> Answer:
    return Answer(
        replies=tuple(reply_from_json(reply) for reply in data["replies"]),
        topic=data["topic"],
        more_topics=tuple(data.get("more_topics", ())),
        faq=data["faq"],
        provider=data["provider"],
        providers=tuple(data["providers"]),
        entities=data["entities"],
        confidence=data["confidence"],
        alternatives=tuple((target, score) for target, score in data["alternatives"]),
    )


def reply_to_json(reply: Reply) -> dict[str, Any]:
    found: dict[str, Any] = {"text": reply.text}
    if reply.buttons:
        found["buttons"] = [[{"label": b.label, "data": b.data} for b in row] for row in reply.buttons]
    if reply.location:
        at = reply.location
        found["location"] = {"lat": at.lat, "lon": at.lon, "name": at.name, "address": at.address}
    if reply.document:
        content = base64.b64encode(reply.document.content).decode()
        found["document"] = {"name": reply.document.name, "mime": reply.document.mime, "base64": content}
    return found


def reply_from_json(data: dict[str, Any]) -> Reply:
    reply = Reply(
        data["text"],
        tuple(tuple(Button(b["label"], b["data"]) for b in row) for row in data.get("buttons", ())),
    )
    if "location" in data:
        reply = replace(reply, location=Location(**data["location"]))
    if "document" in data:
        kept = data["document"]
        document = Document(kept["name"], kept["mime"], base64.b64decode(kept["base64"]))
        reply = replace(reply, document=document)
    return reply
