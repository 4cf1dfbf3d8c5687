"""`tuoyu admin`: who works behind the bot."""

import argparse
import random
from typing import get_args

from bot.clock import system_clock
from bot.commands.console import Actions, add, database_of, group, show, words
from bot.services import audit, staff
from bot.services.staff import Role, Scope
from bot.settings import Settings
from knowledge.loader import load


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
    districts = {place.district for place in knowledge.places}
    if options.district and options.district not in districts:
        show("no_such_district", name=options.district, known="、".join(sorted(districts)))
        return 2
    if options.provider and options.provider not in knowledge.providers:
        show("no_such_provider", name=options.provider)
        return 2
    now = system_clock()
    scope = Scope(options.district, options.provider)
    name = options.name or options.role
    with database_of(settings).begin() as tx:
        code = staff.invite(tx, name, options.role, scope, audit.SYSTEM, now, random.SystemRandom())
    show("admin_code", code=code, days=staff.INVITATION_HOLDS.days)
    return 0


def list_staff(_: argparse.Namespace, settings: Settings) -> int:
    with database_of(settings).begin() as tx:
        for one in staff.everyone(tx):
            account = one.login or f"{one.channel}:{one.user}"
            area = one.provider or one.district or "*"
            show("admin_line", number=one.id, name=one.name, role=one.role, area=area, account=account)
    return 0


def remove(options: argparse.Namespace, settings: Settings) -> int:
    with database_of(settings).begin() as tx:
        member = staff.member_with(tx, options.number)
        if member is None:
            show("admin_nobody", number=options.number)
            return 1
        staff.remove(tx, member, audit.SYSTEM, system_clock())
    show("admin_removed", number=options.number)
    return 0
