"""``baigong``: the entry point. Groups are Django management commands; ``plan read`` needs no Django and starts fast."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one command; exit status 0 done, 1 refused with the reason, 2 wrong usage."""
    if sys.argv[1:3] == ["plan", "read"]:
        from baigong.delivery.cli import plan_read

        raise SystemExit(plan_read.run(sys.argv[3:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baigong.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["baigong", *sys.argv[1:]])
