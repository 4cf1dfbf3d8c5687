"""Signing in and out, registering with a one-time code, and the language of the pages."""

from sqlalchemy.exc import IntegrityError
from starlette.responses import Response

from bot.services import sign_in, staff, tries
from bot.services.sign_in import SHORTEST_PASSWORD, TRIES_AN_ADDRESS, TooManyTries, WrongPassword
from bot.services.staff import Bound, CodeRefused
from bot.web import ticket as tickets
from bot.web.access import LANGUAGE_COOKIE, SIGN_IN, Way
from bot.web.rendering import LANGUAGES
from bot.web.ticket import new_ticket, set_cookie
from bot.web.visit import Visit
from db.models import StaffMember

HOME = "/admin"
LONGEST_LOGIN, LONGEST_PASSWORD = 40, 200
_A_YEAR_S = 365 * 24 * 3600


def home(visit: Visit) -> Response:
    if visit.may("bookings"):
        return visit.to("/admin/day")
    return visit.to("/admin/gaps")


def ask_sign_in(visit: Visit) -> Response:
    if visit.guest_or_member:
        return visit.to(HOME)
    return _form(visit)


def take_sign_in(visit: Visit) -> Response:
    login, password = visit.field("login", LONGEST_LOGIN), visit.form.get("password", "")
    match sign_in.sign_in(visit.tx, login, password[:LONGEST_PASSWORD], visit.address, visit.now):
        case TooManyTries():
            return _form(visit, "sign_in_too_many", 429)
        case WrongPassword():
            return _form(visit, "sign_in_wrong", 422)
        case StaffMember() as member:
            return _let_in(visit, member, _safe(visit.field("next")))


def ask_register(visit: Visit) -> Response:
    code = visit.query.get("code", "")
    return visit.page("register", fault="", code=code, login="", least=SHORTEST_PASSWORD)


def take_register(visit: Visit) -> Response:
    code, login = visit.field("code", 40), visit.field("login", LONGEST_LOGIN)
    password = visit.form.get("password", "")
    if fault := _fault_of(login, password, visit.form.get("again", "")):
        return _register_again(visit, fault, 422)
    match _registered(visit, code, login, password):
        case TooManyTries():
            return _register_again(visit, "sign_in_too_many", 429)
        case CodeRefused():
            return _register_again(visit, "register_refused", 422)
        case Bound(member=member):
            return _let_in(visit, member, HOME, visit.say("register_done"))


def sign_out(visit: Visit) -> Response:
    response = visit.to(SIGN_IN, visit.say("signed_out"))
    response.delete_cookie(tickets.COOKIE, path=tickets.PATH)
    return response


def choose_language(visit: Visit) -> Response:
    response = visit.to(_safe(visit.field("next")))
    if (chosen := visit.field("language")) in LANGUAGES:
        set_cookie(response, LANGUAGE_COOKIE, chosen, _A_YEAR_S, secure=visit.secure)
    return response


def _registered(visit: Visit, code: str, login: str, password: str) -> Bound | CodeRefused | TooManyTries:
    of_address = f"address:{visit.address}"
    with visit.tx() as tx:
        if tries.must_wait(tx, of_address, visit.now, TRIES_AN_ADDRESS):
            return TooManyTries()
    hashed = sign_in.hash_of(password)  # takes long: not while others wait for the database
    try:
        with visit.tx() as tx:
            outcome = staff.register(tx, code, login, hashed, visit.now)
            if isinstance(outcome, CodeRefused):
                tries.note(tx, of_address, visit.now)
            return outcome
    except IntegrityError:  # two take the same login at the same time
        return CodeRefused()


def _fault_of(login: str, password: str, again: str) -> str:
    """Key of the words that say so."""
    if not login:
        return "register_no_login"
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or password == login:
        return "register_short"
    return "" if password == again else "register_differs"


def _form(visit: Visit, fault: str = "", status: int = 200) -> Response:
    wanted = _safe(visit.form.get("next") or visit.query.get("next", HOME))
    login = visit.field("login", LONGEST_LOGIN)
    return visit.page("sign_in", fault=fault, wanted=wanted, login=login, status=status)


def _register_again(visit: Visit, fault: str, status: int) -> Response:
    return visit.page(
        "register",
        fault=fault,
        code=visit.field("code", 40),
        login=visit.field("login", LONGEST_LOGIN),
        least=SHORTEST_PASSWORD,
        status=status,
    )


def _let_in(visit: Visit, member: StaffMember, path: str, said: str = "") -> Response:
    response = visit.to(path, said)
    ticket = new_ticket(visit.now, member)
    tickets.hand_out(response, ticket, visit.office.key, visit.now, secure=visit.secure)
    return response


def _safe(path: str) -> str:
    """Only to pages of ours."""
    ours = path == HOME or path.startswith(f"{HOME}/")
    return path if ours and "\\" not in path and "//" not in path else HOME


WAYS = (
    Way("GET", "/admin", home, "member"),
    Way("GET", SIGN_IN, ask_sign_in, "nobody"),
    Way("POST", SIGN_IN, take_sign_in, "nobody"),
    Way("GET", "/admin/register", ask_register, "nobody"),
    Way("POST", "/admin/register", take_register, "nobody"),
    Way("POST", "/admin/sign-out", sign_out, "member"),
    Way("POST", "/admin/language", choose_language, "nobody"),
)
