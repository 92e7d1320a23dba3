"""A disk that is really full: the file system of the installation is made a few kilobytes large in a namespace of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.concurrency.house import ROOT, SET_UP
from tests.concurrency.test_returns_killed import MAKE

WAYS = (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"])
WITHOUT = "no file system can be mounted here: a really full disk was NOT tested (the one in tests/pages is played)"
MOUNTED = 'cp -a "$0/." "$1"; mount -t tmpfs -o size="$2" none "$0"; cp -a "$1/." "$0"; exec "$3" -c "$4"'
"""A small file system over a folder, with what was in it."""

CAST = """
from tests.builders import a_body, a_user
from baigong.contexts.accounts.public import SCHOOL_OFFICER
from baigong.contexts.organisations.public import Organisation, OrganisationKind
if not Organisation.objects.filter(moe_code="3162000001").exists():
    a_user(SCHOOL_OFFICER, a_body("示例职业中专", kind=OrganisationKind.SECONDARY_SCHOOL, moe_code="3162000001"))
"""

SCENE = """
import os, pathlib, tempfile
from django.conf import settings
from django.test import Client
from django.core.files.uploadedfile import SimpleUploadedFile
from baigong.contexts.registers.models import Batch
from baigong.contexts.registers.lake.state import current
from baigong.kernel.errors import Refusal
from baigong.contexts.accounts.models import User
settings.ALLOWED_HOSTS = ["*"]
disk = pathlib.Path(settings.MEDIA_ROOT)
tempfile.tempdir = str(disk)
def fill():
    with (disk / "filler").open("wb", buffering=0) as filler:
        try:
            while True: filler.write(bytes(1024))
        except OSError: pass
client = Client(raise_request_exception=False)
client.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
def hand_in(data, name):
    return client.post("/returns/upload/", {"organisation": body.pk, "standard": EDITION, "file": SimpleUploadedFile(name, data)})
text = "\\n".join(",".join(line) for line in (list(programme(1)), programme(1).values())).encode()

# 1. Rows that are pushed.
fill()
try: sent(programme(1))
except Refusal as refusal: assert (refusal.code, refusal.status) == ("disk_full", 507)
else: raise AssertionError("stored on a full disk")
assert not Batch.objects.exists()
# 2. A small file, which is kept until it is confirmed; a large one, which finds no room on its way in.
answer = hand_in(text, PROGRAMMES + ".csv")
assert answer.status_code == 422 and "没有空间" in answer.content.decode(), answer.status_code
answer = hand_in(text + b"\\n" * (4 * 2**20), PROGRAMMES + ".csv")
assert answer.status_code == 507 and "没有空间" in answer.content.decode(), answer.status_code
assert not Draft.objects.exists()
# 3. Room again.
(disk / "filler").unlink()
sent(programme(1))
assert Batch.objects.count() == 1 and current(table).height == 1
print("told")
"""

FULL_DATABASE = """
import pathlib
from django.conf import settings
from django.test import Client
from baigong.contexts.registers.models import Batch
from baigong.contexts.accounts.models import User
settings.ALLOWED_HOSTS = ["*"]
client = Client(raise_request_exception=False)
client.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
disk = pathlib.Path(settings.DATABASES["default"]["NAME"]).parent
with (disk / "filler").open("wb", buffering=0) as filler:
    try:
        while True: filler.write(bytes(512))
    except OSError: pass
before = Batch.objects.count()
answer = client.post("/account/logout/")
assert answer.status_code == 507, (answer.status_code, answer.content.decode()[:500])
assert "磁盘已满" in answer.content.decode()
(disk / "filler").unlink()
assert Batch.objects.count() == before
assert client.post("/account/logout/").status_code == 302
print("told")
"""


@pytest.fixture
def on_a_small_disk(house, tmp_path):
    """``on_a_small_disk(code, folder, size)`` runs code where ``folder`` of the installation is a file system of that size."""
    way = next((way for way in WAYS if subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0), None)
    if way is None:
        pytest.skip(WITHOUT)
    house.python(CAST)

    def run(code: str, folder: str, size: str) -> str:
        place, aside = house.var / folder, tmp_path / "aside"
        place.mkdir(parents=True, exist_ok=True)
        aside.mkdir()
        command = [*way, "sh", "-ec", MOUNTED, str(place), str(aside), size, sys.executable, SET_UP + MAKE + code]
        done = subprocess.run(command, env=house.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    return run


def test_with_no_room_for_files_every_way_in_says_so_and_nothing_is_half_stored(house, on_a_small_disk):
    assert "told" in on_a_small_disk(SCENE, "files", "64k")


def test_with_no_room_for_the_database_the_page_says_so(house, on_a_small_disk):
    if house.database_url:
        pytest.skip("PostgreSQL's own disk; what it then says is told in tests/delivery")
    size = (house.var / "baigong.sqlite3").stat().st_size + 200_000
    assert "told" in on_a_small_disk(FULL_DATABASE, ".", str(size))
