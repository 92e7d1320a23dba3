"""``python -m bench pages [--rounds 7] [--json FILE]``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench import pages


def main() -> int:
    """Run one benchmark; status 1 when a target is missed, 3 when the machine was too noisy to tell."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ratios of pages against a trivial view of the same server")
    parser.add_argument("what", choices=["pages"])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each case in each round")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    outcome = pages.run(rounds=max(3, options.rounds), seconds=options.seconds, clients=options.clients)
    if options.json:
        options.json.write_text(json.dumps(outcome, ensure_ascii=False, indent=1), encoding="utf-8")
    sys.stdout.write(pages.report(outcome))
    return 3 if outcome["noisy"] else int(any(case["met"] is False for case in outcome["cases"]))


if __name__ == "__main__":
    raise SystemExit(main())
