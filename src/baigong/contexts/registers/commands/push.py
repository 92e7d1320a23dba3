"""``baigong returns push``: push a CSV file over the interface of the standard, as a school's own program would."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from baigong.contexts.registers.interface.client import Answer, Pusher, PushRefused, portions, read_rows

NAME, HELP = "push", "按标准接口推送CSV文件，并查询结果"


def add_arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("file", type=Path, nargs="?", help="CSV文件，第一行是字段名（UTF-8或GBK）；不给则只登录并查询结果")
    parser.add_argument("--url", required=True, help="服务器网址，如 https://baigong.example.gov.cn")
    parser.add_argument("--account", type=Path, required=True, metavar="FILE", help="账号文件（JSON，在账号页生成凭据时保存）")
    parser.add_argument("--table", default="", help="表名，如 ODS_ZZZYSZSJ")
    parser.add_argument("--portion", type=int, default=5000, help="一批的行数（默认5000）")


def run(options: dict[str, Any], stdout: TextIO, stderr: TextIO) -> int:
    """Push and tell: JSON to ``stdout``, progress to ``stderr``. 0 every row stored, 1 refused or a row wrong, 2 wrong usage."""
    if (options["file"] and not options["table"]) or options["portion"] < 1:
        stderr.write("请用 --table 指定表名；--portion 至少为1。\n")
        return 2
    try:
        account = json.loads(_bytes(options["account"]))
        pusher = Pusher(options["url"], account)
        said = _push(pusher, options, stderr) if options["file"] else _try(pusher)
    except PushRefused as refusal:
        stderr.write(f"{refusal.message}\n")
        stdout.write(json.dumps({"error": refusal.code, "message": refusal.message}, ensure_ascii=False) + "\n")
        return 1
    except (ValueError, KeyError) as error:
        stderr.write(f"账号文件“{options['account']}”不完整：{error}。请在账号页重新生成凭据。\n")
        return 1
    stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    return 1 if said.get("failedNum") else 0


def _push(pusher: Pusher, options: dict[str, Any], stderr: TextIO) -> Answer:
    """Every portion in turn; the row numbers of verdicts are those of the file."""
    rows = read_rows(_bytes(options["file"]))
    said: Answer = {"tableName": options["table"], "collectNum": 0, "storageNum": 0, "failedNum": 0, "rows": [], "notes": []}
    times: list[str] = []
    for portion in portions(rows, options["portion"]):
        data = pusher.push(options["table"], portion)
        verdict = data["verdict"]
        said["rows"] += [line | {"num": line["num"] + said["collectNum"]} for line in verdict["rows"]]
        said["notes"] += [note for note in verdict["notes"] if note not in said["notes"]]
        for count in ("collectNum", "storageNum", "failedNum"):
            said[count] += verdict[count]
        times.append(data["time"])
        stderr.write(f"已推送{said['collectNum']}/{len(rows)}行，入库{said['storageNum']}行，有误{said['failedNum']}行。\n")
    said["results"], _count = pusher.results(times[0], times[-1], table=options["table"], limit=len(times))
    return said


def _try(pusher: Pusher) -> Answer:
    """Log in, refresh and ask: whether everything is set up, without sending a row."""
    pusher.log_in()
    pusher.refresh()
    results, count = pusher.results("2000-01-01 00:00:00", "2099-12-31 23:59:59", limit=5)
    return {"ok": True, "resultCount": count, "results": results}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PushRefused(f"读不了“{path}”（{error.strerror}）。", "unreadable") from None
