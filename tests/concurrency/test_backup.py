"""Back up and restore, tried with real processes on both databases."""

from __future__ import annotations

import json
import tarfile

import pytest

from tests import postgres
from tests.concurrency.house import House

WRITE = (
    "from baigong.kernel import audit; from baigong.kernel.access import SYSTEM; from django.utils import timezone; "
    "[audit.record(SYSTEM, 'test.written', now=timezone.now(), detail={{'n': n}}) for n in range({count})]; audit.seal(now=timezone.now())"
)


def events(house):
    return house.ask("SELECT count(*) FROM audit_auditevent WHERE action = 'test.written'")[0][0]


@pytest.fixture
def backup(migrated, tmp_path):
    """Five events and a file, backed up."""
    migrated.python(WRITE.format(count=5))
    kept = migrated.var / "files" / "证据" / "图.txt"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("原件", encoding="utf-8")
    target = tmp_path / "backup.tar.gz"
    said = json.loads(migrated.run("backup", str(target)).stdout)
    assert said["parts"] == 2
    assert target.stat().st_mode & 0o077 == 0
    return target


def test_what_was_backed_up_comes_back_and_later_writes_go(migrated, backup):
    before = events(migrated)
    migrated.python(WRITE.format(count=3))
    (migrated.var / "files" / "证据" / "图.txt").write_text("改过", encoding="utf-8")
    (migrated.var / "files" / "later.txt").write_text("后来", encoding="utf-8")
    migrated.run("restore", str(backup), "--force")
    assert events(migrated) == before
    assert (migrated.var / "files" / "证据" / "图.txt").read_text(encoding="utf-8") == "原件"
    assert not (migrated.var / "files" / "later.txt").exists()
    assert json.loads(migrated.run("audit", "verify").stdout)["sound"] is True
    assert migrated.run("migrate", "--check", check=False).returncode == 0


def test_a_fresh_machine_gets_everything(migrated, backup, tmp_path):
    if migrated.database_url:
        with postgres.cluster(postgres.find_binaries()) as url:
            fresh(House(tmp_path / "var", url), migrated, backup)
    else:
        fresh(House(tmp_path / "var", None), migrated, backup)


def fresh(house, original, backup):
    house.var.mkdir()
    house.run("restore", str(backup))
    assert events(house) == events(original)
    assert json.loads(house.run("audit", "verify").stdout) == json.loads(original.run("audit", "verify").stdout)


def test_it_refuses_to_overwrite(migrated, backup):
    refused = migrated.run("restore", str(backup), check=False)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert migrated.run("backup", str(backup), check=False).returncode == 1


def test_a_damaged_archive_changes_nothing(migrated, backup, tmp_path):
    before = events(migrated)
    whole = backup.read_bytes()
    torn = tmp_path / "torn.tar.gz"
    torn.write_bytes(whole[: len(whole) // 2])
    altered = tmp_path / "altered.tar.gz"
    with tarfile.open(backup) as source, tarfile.open(altered, "w:gz") as target:
        for member in source:
            stream = source.extractfile(member)
            if member.name.startswith("files/"):
                (tmp_path / "forged").write_text("伪造", encoding="utf-8")
                target.add(tmp_path / "forged", arcname=member.name)
            else:
                target.addfile(member, stream)
    for archive in (torn, altered, tmp_path / "nothing.tar.gz"):
        refused = migrated.run("restore", str(archive), "--force", check=False)
        assert refused.returncode == 1, refused.stderr
        assert "Traceback" not in refused.stderr
    assert events(migrated) == before
