"""``baigong returns``: what a school or an operator does with returns at the command line. Each subcommand is a module of ``commands``."""

from __future__ import annotations

import pkgutil
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from baigong.contexts.registers import commands


class Command(BaseCommand):
    """A group: JSON on standard output, progress on standard error, the module's answer as exit status."""

    help = "数据返回：按国家标准核对、推送"

    @cached_property
    def acts(self) -> dict[str, ModuleType]:
        """The subcommands by name."""
        names = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
        modules = [import_module(f"{commands.__name__}.{name}") for name in names]
        return {module.NAME: module for module in modules}

    def add_arguments(self, parser: CommandParser) -> None:
        """One required subcommand."""
        acts = parser.add_subparsers(dest="act", required=True)
        for name, module in self.acts.items():
            module.add_arguments(acts.add_parser(name, help=module.HELP))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; exit status 0 done, 1 refused with the reason, 2 wrong usage."""
        if status := self.acts[options["act"]].run(options, self.stdout, self.stderr):
            raise SystemExit(status)
