"""One request to the pages: who comes, what is asked for, and how it is answered."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.dialogue.announcements import announced
from bot.dialogue.loaded import Loaded
from bot.services import audit, staff
from bot.services.draft_steps import File
from bot.services.staff import Scope, Task
from bot.web import rendering
from bot.web.office import Office
from bot.web.ticket import PATH, Ticket, set_cookie, sign
from db.models import StaffMember
from knowledge.schema import Provider

SAID_COOKIE = "tuoyu_said"
_SAID_HOLDS_S = 60
NOT_HERE = HTTPException(404)


@dataclass(frozen=True, slots=True)
class Said:
    """What came of the last form. kind: good or bad."""

    words: str
    kind: str = "good"


@dataclass(frozen=True, slots=True)
class Visit:
    """using: the state of the knowledge for the whole request. path: without the query. form: of a POST,
    without its token; upload: the file that came with it. given: what the address names. said: told once, on
    the next page."""

    office: Office
    using: Loaded
    now: datetime
    ticket: Ticket
    language: str
    address: str
    secure: bool
    path: str
    given: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str] = field(default_factory=dict)
    upload: File | None = None
    said: Said | None = None
    guest_or_member: StaffMember | None = None

    @property
    def member(self) -> StaffMember:
        assert self.guest_or_member is not None, "pages for guests do not ask"
        return self.guest_or_member

    @property
    def who(self) -> str:
        return audit.staff(self.member.id)

    @property
    def scope(self) -> Scope:
        return staff.scope_of(self.member)

    @property
    def everywhere(self) -> bool:
        return self.scope == Scope()

    @property
    def district(self) -> str | None:
        """That the role is limited to, if only by its provider."""
        known = self.using.knowledge.providers.get(self.member.provider or "")
        return self.member.district or (known.district if known else None)

    @contextmanager
    def tx(self) -> Iterator[Session]:
        """A transaction whose news reach the families with its commit."""
        with announced(self.office.database, self.using.compose, self.now) as tx:
            yield tx

    def may(self, task: Task) -> bool:
        return staff.may(self.member, task)

    def providers(self) -> list[Provider]:
        """Those within the role's limits, by district and name."""
        known = self.using.knowledge.providers.values()
        return sorted((p for p in known if self.scope.covers(p)), key=lambda p: (p.district, p.name))

    def provider_ids(self) -> tuple[str, ...] | None:
        """None: whichever, also those that the files know no more."""
        return None if self.everywhere else tuple(provider.id for provider in self.providers())

    def provider(self, provider_id: str | None) -> Provider:
        """NOT_HERE, also for one outside the role's limits."""
        provider = self.using.knowledge.providers.get(provider_id or "")
        if provider is None or not self.scope.covers(provider):
            raise NOT_HERE
        return provider

    def name_of(self, provider_id: str) -> str:
        provider = self.using.knowledge.providers.get(provider_id)
        return provider.name if provider else provider_id

    def say(self, key: str, **values: object) -> str:
        return rendering.say(self.language, key, **values)

    def term(self, key: str) -> str:
        """A word that parents read too, such as the name of a service."""
        return self.using.wording(key, self.language)

    def field(self, name: str, longest: int = 200) -> str:
        """Of the form; "" when it is not there."""
        return self.form.get(name, "").strip()[:longest]

    @property
    def confirmed(self) -> bool:
        return self.form.get("confirmed") == "yes"

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        shown = {"said": self.said, **values}
        html = rendering.render(template, self.language, visit=self, **shown)
        response = HTMLResponse(html, status)
        if self.said:
            response.delete_cookie(SAID_COOKIE, path=PATH)
        return response

    def confirm(self, question: str, verb: str, back: str, *details: str, more: str = "") -> HTMLResponse:
        """Asks first: the form once more, with a button that means it. more: a longer explanation."""
        kept = {name: value for name, value in self.form.items() if name != "confirmed"}
        return self.page(
            "confirm", question=question, verb=verb, back=back, details=details, more=more, kept=kept
        )

    def to(self, path: str, said: str = "", kind: str = "good") -> Response:
        """On to another page, which tells what came of the form."""
        response = RedirectResponse(path, 303)
        if said:
            signed = sign(self.office.key, [said, kind])
            set_cookie(response, SAID_COOKIE, signed, _SAID_HOLDS_S, secure=self.secure)
        return response
