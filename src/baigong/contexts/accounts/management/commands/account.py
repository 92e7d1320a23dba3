"""``baigong account create-admin|unlock|reset-factor``: the first administrators of a fresh installation, and help for one locked out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from baigong.contexts.accounts.models import User
from baigong.contexts.accounts.roles import ADMINISTRATORS
from baigong.contexts.accounts.services import invite, reset_second_factor, unlock
from baigong.contexts.accounts.services.invitations import normalise_username
from baigong.contexts.organisations.public import Organisation, OrganisationKind, resolve_name
from baigong.kernel.access import SYSTEM, Role
from baigong.kernel.clock import current_time
from baigong.kernel.errors import Refusal


class Command(BaseCommand):
    """Links on standard output, one line each: role, name, address. Everything done is in the audit log, by the system."""

    help = "账号：create-admin 邀请系统、安全、审计管理员，unlock 解锁，reset-factor 解除双因素"

    def add_arguments(self, parser: CommandParser) -> None:
        """One required sub-command."""
        acts = parser.add_subparsers(dest="act", required=True)
        create = acts.add_parser("create-admin", help="生成一次性邀请链接")
        create.add_argument("--role", choices=[r.key for r in ADMINISTRATORS], help="只邀请一种管理员；不给则三种各一")
        create.add_argument("--name", action="append", default=[], help="姓名；三种时按系统、安全、审计的顺序给三次")
        create.add_argument("--organisation", default="", help="所在机构；不给则为市级政府机构")
        create.add_argument("--address", default="", help="网站地址，如 https://baigong.example.gov.cn；不给则用 BAIGONG_SITE_ADDRESS")
        for act, text in (("unlock", "解除登录锁定"), ("reset-factor", "解除双因素验证")):
            acts.add_parser(act, help=text).add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; exit status 1 with the reason when refused."""
        now = current_time()
        if options["act"] == "create-admin":
            self._create(options)
            return
        name = normalise_username(options["username"])
        if options["act"] == "unlock":
            unlock(actor=SYSTEM, now=now, username=name)
        else:
            user = User.objects.filter(username=name).first()
            if user is None:
                raise Refusal(f"没有账号 {name}。", code="unknown_account")
            reset_second_factor(actor=SYSTEM, now=now, user=user, reason="服务器命令行")
        self.stderr.write("已办理。")

    def _create(self, options: dict[str, Any]) -> None:
        body = self._body(options["organisation"])
        roles: list[Role] = [r for r in ADMINISTRATORS if options["role"] in (None, r.key)]
        names = options["name"] or [str(role.label) for role in roles]
        if len(names) != len(roles):
            raise Refusal(f"需要 {len(roles)} 个 --name，给了 {len(names)} 个。", code="names")
        if len(set(names)) != len(names):
            raise Refusal("系统、安全、审计管理员须由不同的人担任。", code="same_person")
        site = (options["address"] or settings.SITE_ADDRESS).rstrip("/")
        if not site:
            self.stderr.write("没有网站地址（BAIGONG_SITE_ADDRESS 或 --address），下面的链接请补上。")
        for role, name in zip(roles, names, strict=True):
            _row, code = invite(actor=SYSTEM, now=current_time(), display_name=name, role=role, organisation=body)
            self.stdout.write(f"{role.key}\t{name}\t{site}{reverse('accounts:invitation-accept', args=[code])}")
        self.stderr.write("每个链接只能用一次，七天内有效。请分别交给本人。")

    def _body(self, name: str) -> Organisation:
        if name:
            found = resolve_name(name, current_time().date())
            if found is None:
                raise Refusal(f"没有机构“{name}”。先用 baigong init --pack 载入机构，或核对名称。", code="unknown_organisation")
            return found
        top = Organisation.objects.filter(kind=OrganisationKind.CITY, ended_on=None).order_by("path").first()
        top = top or Organisation.objects.filter(parent=None, ended_on=None).order_by("path").first()
        if top is None:
            raise Refusal("还没有任何机构。先用 baigong init --pack 载入机构。", code="no_organisation")
        return top
