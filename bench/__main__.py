"""``python -m bench WHAT [--rounds 7] [--json FILE]``: conversion, credentials, incentives, pages, reading, checking …, placement."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench import checking, conversion, credentials, duty, incentives, indicators, ledger, pages, placement, reading, storing


def main() -> int:
    """Run one benchmark; status 1 when a target is missed, 3 when the machine was too noisy to tell."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ratios taken inside one run")
    parser.add_argument(
        "what",
        choices=[
            "conversion",
            "credentials",
            "duty",
            "incentives",
            "pages",
            "reading",
            "checking",
            "storing",
            "indicators",
            "ledger",
            "placement",
        ],
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each case in each round")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--rows", type=int, default=10_000_000, help="of what indicators are computed from, or of the large ledger")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rounds = max(3, options.rounds)
    if options.what == "reading":
        outcome, report = reading.run(rounds=rounds), reading.report
    elif options.what == "conversion":
        outcome, report = conversion.run(rounds=rounds), conversion.report
    elif options.what == "credentials":
        outcome, report = credentials.run(rounds=rounds), credentials.report
    elif options.what == "duty":
        outcome, report = duty.run(rounds=rounds), duty.report
    elif options.what == "incentives":
        outcome, report = incentives.run(rounds=rounds), incentives.report
    elif options.what == "placement":
        outcome, report = placement.run(rounds=rounds), placement.report
    elif options.what == "checking":
        outcome, report = checking.run(rounds=rounds), checking.report
    elif options.what == "storing":
        outcome, report = storing.run(rounds=rounds), storing.report
    elif options.what == "indicators":
        outcome, report = indicators.run(rounds=rounds, rows=options.rows), indicators.report
    elif options.what == "ledger":
        outcome, report = ledger.run(rounds=rounds, seconds=options.seconds, rows=options.rows), ledger.report
    else:
        outcome, report = pages.run(rounds=rounds, seconds=options.seconds, clients=options.clients), pages.report
    if options.json:
        options.json.write_text(json.dumps(outcome, ensure_ascii=False, indent=1), encoding="utf-8")
    sys.stdout.write(report(outcome))
    return 3 if outcome["noisy"] else int(any(case["met"] is False for case in outcome["cases"]))


if __name__ == "__main__":
    raise SystemExit(main())
