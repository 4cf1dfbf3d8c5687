"""认列: what the columns of a list from elsewhere mean, told in one form of the draft's page."""

from starlette.responses import Response

from bot.services import list_choices
from bot.services.list_choices import NoName, Twice
from bot.web.access import Way
from bot.web.pages import draft as drafts_page
from bot.web.visit import Visit
from db.models import KnowledgeDraft


def tell(visit: Visit) -> Response:
    with visit.tx() as tx:
        draft = drafts_page.meant(tx, visit)
        waiting = list_choices.to_tell(draft) if draft else None
        if draft is None or waiting is None:
            return visit.to(drafts_page.PATH, visit.say("draft_has_changed"), "bad")
        values = [visit.field(f"choice{at}") for at in range(len(waiting["choices"]))]
        twice = list_choices.choose_all(draft, values)
        outcome = twice or list_choices.confirm(tx, visit.member, draft, visit.now)
    match outcome:
        case KnowledgeDraft():
            return visit.to(drafts_page.PATH, visit.say("list_told"))
        case Twice(label):
            return drafts_page.show(visit, visit.say("list_twice", label=label))
        case NoName():
            return drafts_page.show(visit, visit.say("list_no_name"))
        case _:
            return drafts_page.refused(visit, outcome)


def ask_anew(visit: Visit) -> Response:
    number = visit.field("list", 4)
    with visit.tx() as tx:
        draft = drafts_page.meant(tx, visit)
        if draft and number.isdecimal():
            draft = list_choices.ask_anew(tx, visit.member, draft, int(number), visit.now)
    if draft is None:
        return visit.to(drafts_page.PATH, visit.say("draft_has_changed"), "bad")
    return visit.to(drafts_page.PATH, visit.say("list_asked_anew"))


WAYS = (
    Way("POST", drafts_page.PATH + "/list", tell, "knowledge"),
    Way("POST", drafts_page.PATH + "/list/anew", ask_anew, "knowledge"),
)
