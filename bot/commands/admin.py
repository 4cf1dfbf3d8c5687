"""`tuoyu admin`: who works behind the bot."""

import argparse
import random
from typing import get_args

from bot.clock import system_clock
from bot.commands.console import Actions, add, database_of, group, show, tell, words
from bot.commands.limits import district_or_tell, providers_called
from bot.services import audit, staff
from bot.services.staff import Role, Scope
from bot.settings import Settings
from knowledge.loader import Knowledge, load


def register(actions: Actions) -> None:
    people = group(actions, "admin")
    inviting = add(people, "invite", invite, "admin_invite")
    inviting.add_argument("--name", default="", metavar="NAME", help=words()["option_staff_name"])
    inviting.add_argument("--role", choices=get_args(Role), default="staff", help=words()["option_role"])
    inviting.add_argument("--district", metavar="DISTRICT", help=words()["option_district"])
    inviting.add_argument("--provider", metavar="ID", help=words()["option_staff_provider"])
    add(people, "list", list_staff, "admin_list")
    removing = add(people, "remove", remove, "admin_remove")
    removing.add_argument("number", type=int, metavar="N", help=words()["option_staff_number"])


def invite(options: argparse.Namespace, settings: Settings) -> int:
    knowledge = load(settings.knowledge_dir)
    scope = _scope(options, knowledge)
    if scope is None:
        return 2
    role: Role = options.role
    name = options.name.strip() or words()["staff_unnamed"]
    with database_of(settings).begin() as tx:
        code = staff.invite(tx, name, role, scope, audit.SYSTEM, system_clock(), random.SystemRandom())
    said_role, area = words()[f"role_{role}"], _area(knowledge, scope.district, scope.provider)
    show("admin_code", code=code, days=staff.INVITATION_HOLDS.days, name=name, role=said_role, area=area)
    return 0


def list_staff(_: argparse.Namespace, settings: Settings) -> int:
    knowledge = load(settings.knowledge_dir)
    with database_of(settings).begin() as tx:
        everyone = staff.everyone(tx)
        for one in everyone:
            show(
                "admin_line",
                number=one.id,
                name=one.name,
                role=words()[f"role_{one.role}"],
                area=_area(knowledge, one.district, one.provider),
                account=one.login or f"{one.channel}:{one.user}",
            )
    if not everyone:
        show("admin_none")
    return 0


def remove(options: argparse.Namespace, settings: Settings) -> int:
    with database_of(settings).begin() as tx:
        member = staff.member_with(tx, options.number)
        if member is None:
            tell("admin_nobody", number=options.number)
            return 1
        name = member.name
        staff.remove(tx, member, audit.SYSTEM, system_clock())
    show("admin_removed", number=options.number, name=name)
    return 0


def _scope(options: argparse.Namespace, knowledge: Knowledge) -> Scope | None:
    """None once it was told what is wrong with the limits."""
    district = district_or_tell(knowledge, options.district)
    if options.district and not district:
        return None
    if not options.provider:
        return Scope(district)
    named = providers_called(knowledge, options.provider)
    if len(named) != 1:
        tell("several_providers" if named else "no_such_provider", name=options.provider)
        return None
    (provider,) = named
    if district not in (None, provider.district):
        tell("provider_elsewhere", name=provider.name, its=provider.district, district=district)
        return None
    return Scope(district, provider.id)


def _area(knowledge: Knowledge, district: str | None, provider_id: str | None) -> str:
    if provider_id is None:
        return district or words()["area_everywhere"]
    known = knowledge.providers.get(provider_id)
    return f"{known.name} ({provider_id})" if known else provider_id
