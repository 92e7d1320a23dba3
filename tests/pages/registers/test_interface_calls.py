"""The four calls of the standard: what a sound pusher gets, and every refusal, each by its own code and with nothing stored."""

from __future__ import annotations

import errno
import json
import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baigong.contexts.registers.interface.crypto import rsa_encrypt
from baigong.contexts.registers.interface.refusals import REFUSALS
from baigong.contexts.registers.models import Batch, ReturnAccount, ReturnNonce, ReturnToken
from baigong.contexts.registers.selectors.batches import rows_of
from baigong.contexts.registers.services import calling, receiving
from baigong.kernel.access import SYSTEM
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.jobs import Progress
from baigong.kernel.workflow import fire
from tests.builders import SOME_TIME
from tests.pages.registers.interface_cast import PROGRAMMES, ByHand, a_school, an_account, programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return a_school(name="示例职业中专")


@pytest.fixture
def account(school):
    """An account in use with a pusher that is logged in: ``account.pusher``."""
    row, file = an_account(school)
    row.pusher = ByHand(file)
    assert row.pusher.log_in().status_code == 200
    return row


@pytest.fixture
def pusher(account):
    return account.pusher


def said(answer) -> tuple[int, str]:
    """Status and stable code of a refusal; its number stands in the body as the standard has it."""
    body = answer.json()
    assert str(body.get("returnCode", body.get("code"))) == str(answer.status_code)
    assert "%(" not in body.get("returnMessage", body.get("msg"))
    return answer.status_code, body["error"]


def logged(code: str) -> int:
    return AuditEvent.objects.filter(action="registers.returnaccount.refused", detail__code=code).count()


# -- a sound pusher -------------------------------------------------------------------------------------------------


def test_logging_in_answers_in_the_standard_s_shape(pusher, account):
    body = pusher.log_in().json()
    assert (body["code"], body["msg"]) == (200, "ok")
    assert set(body["data"]) >= {
        "access_token", "refresh_token", "expires_in", "refresh_expires_in", "client_id", "scope", "openid", "client_secret", "app_secret",
    }  # fmt: skip
    assert body["data"]["expires_in"] == 7200
    assert body["data"]["app_secret"] == pusher.file["app_secret"]
    token = ReturnToken.objects.first()
    assert body["data"]["access_token"] not in {token.access_digest, token.refresh_digest}


def test_a_push_is_stored_and_answered_with_the_verdict_of_every_row(pusher, school):
    answer = pusher.push(programme(1, school), programme(2, school, ZYDM=""), programme(3, school, XZM="99", SFZDZY="9"))
    body = answer.json()
    assert (answer.status_code, body["returnCode"], body["returnMessage"], body["returnCount"]) == (200, "200", "ok", None)
    verdict = body["returnData"]["verdict"]
    assert (verdict["collectNum"], verdict["storageNum"], verdict["failedNum"]) == (3, 1, 2)
    assert [(row["num"], row["field"], row["code"]) for row in verdict["rows"]] == [
        (2, "ZYDM", "required"), (3, "XZM", "not_in_code_set"), (3, "SFZDZY", "not_in_code_set"),
    ]  # fmt: skip
    assert all(row["pkValue"] and row["error"] and row["howToMend"] for row in verdict["rows"])
    assert [row["num"] for row in verdict["remark"]] == [2, 3]
    batch = Batch.objects.get()
    assert (batch.channel, batch.sender, str(batch.pk)) == ("push", pusher.file["username"], verdict["batchId"])
    assert rows_of(batch)["ZJSJWYXBS"].to_list() == [f"{1:032X}"]


def test_the_result_query_answers_as_the_standard_has_it(pusher, school):
    pusher.push(programme(1, school))
    pusher.push(programme(2, school, ZYDM=""))
    body = pusher.results(limit=1).json()
    assert (body["returnCode"], body["returnCount"], len(body["returnData"])) == ("200", 2, 1)
    failed = body["returnData"][0]
    assert set(failed) >= {
        "id", "batchId", "type", "sysName", "timestamps", "tableName", "collectNum", "storageNum", "remark", "state", "stateInfo",
    }  # fmt: skip
    assert (failed["type"], failed["state"], failed["collectNum"], failed["storageNum"]) == ("RPC", 0, 1, 0)
    assert [set(row) for row in failed["remark"]] == [{"num", "pkValue", "error"}]
    stored = pusher.results(limit=1, page=2).json()["returnData"][0]
    assert (stored["state"], stored["remark"], stored["storageNum"]) == (1, None, 1)
    assert pusher.results(tableName="zzzysz").json()["returnCount"] == 2, "loosely"
    assert pusher.results(tableName="专业设置").json()["returnCount"] == 2, "by its label"
    assert pusher.results(tableName="ODS_ZZKCXXSJ").json()["returnCount"] == 0
    assert pusher.results(startTime="2098-01-01 00:00:00").json()["returnCount"] == 0


def test_a_school_sees_only_its_own_results(pusher, school):
    pusher.push(programme(1, school))
    _row, file = an_account()
    other = ByHand(file)
    other.log_in()
    assert other.results().json()["returnCount"] == 0


def test_rows_of_another_school_are_refused(pusher, school):
    verdict = pusher.push(programme(1, a_school())).json()["returnData"]["verdict"]
    assert (verdict["storageNum"], verdict["rows"][0]["code"]) == (0, "not_own_code")


@pytest.mark.parametrize("key", ["fileds", "fields"])
def test_the_rows_may_be_spelt_as_the_standard_does_or_rightly(pusher, school, key):
    assert pusher.push(programme(1, school), key=key).status_code == 200


def test_numbers_names_in_small_letters_and_nothing_are_understood(pusher, school):
    row = {name.lower(): value for name, value in programme(1, school, XZM=3, SFZDZY=False, SSZYQH=None).items()}
    assert pusher.push(row).json()["returnData"]["verdict"]["storageNum"] == 1
    assert rows_of(Batch.objects.get()).select("XZM", "SFZDZY", "SSZYQH").row(0) == ("3", "0", "")


def test_a_field_the_standard_does_not_know_is_said_and_the_row_is_stored(pusher, school):
    verdict = pusher.push(programme(1, school, ZYMMC="拼错了")).json()["returnData"]["verdict"]
    assert verdict["storageNum"] == 1
    assert "ZYMMC" in verdict["notes"][0]


@pytest.mark.parametrize("signs_text", [False, True])
def test_a_gbk_body_is_accepted(pusher, school, signs_text):
    text = json.dumps({"dataObjName": PROGRAMMES, "fileds": [programme(1, school, ZYMC="畲族语言护理")]}, ensure_ascii=False)
    answer = pusher.call("save", plain=text.encode("gb18030"), signed=text.encode() if signs_text else None)
    assert answer.status_code == 200
    assert rows_of(Batch.objects.get())["ZYMC"].to_list() == ["畲族语言护理"]


@pytest.mark.parametrize(
    "how",
    [
        {"mode": "cbc"}, {"mode": "cbc", "iv": "00" * 16, "padding": "zero"}, {"mode": "gcm"}, {"mode": "gcm", "iv": "ab" * 12},
        {"key_form": "text", "rsa_padding": "oaep"}, {"padding": "zero"},
    ],
)  # fmt: skip
def test_each_way_of_encrypting_is_a_setting_of_the_account(how, school):
    row, file = an_account(school, **how)
    pusher = ByHand(file)
    assert pusher.log_in().status_code == 200
    assert pusher.push(programme(1, school)).json()["returnData"]["verdict"]["storageNum"] == 1
    assert row.mode == how.get("mode", "ecb")


def test_an_identity_number_encrypted_in_its_field_too_is_opened(pusher, account, school, monkeypatch):
    opened = calling.suite_of(account)
    from baigong.contexts.registers.services import pushing

    assert list(pushing._opened([opened.encrypt(b"622301200001011234"), "622301200001011234", ""], account)) == [
        "622301200001011234", "622301200001011234", "",
    ]  # fmt: skip


def test_no_session_is_made_and_no_form_token_asked_for(account):
    account.pusher.client = Client(enforce_csrf_checks=True)
    answer = account.pusher.log_in()
    assert answer.status_code == 200
    assert not answer.cookies


def test_a_refresh_gives_the_next_pair_and_ends_the_old_one(pusher, school):
    old = dict(pusher.token)
    assert pusher.refresh().status_code == 200
    assert pusher.token["access_token"] != old["access_token"]
    assert pusher.push(programme(1, school)).status_code == 200
    assert said(pusher.push(programme(1, school), HTTP_AUTHORIZATION=old["access_token"])) == (401, "wrong_token")
    assert said(pusher.refresh(refresh_token=old["refresh_token"])) == (401, "wrong_refresh_token")
    assert logged("wrong_refresh_token") == 1


def test_bearer_before_the_token_is_understood(pusher, school):
    assert pusher.push(programme(1, school), HTTP_AUTHORIZATION=f"Bearer {pusher.token['access_token']}").status_code == 200


def test_without_the_app_key_header_the_token_tells_the_account(pusher, school):
    """Many proxies drop headers with an underscore."""
    assert pusher.push(programme(1, school), HTTP_APP_KEY="").status_code == 200


# -- logging in, refused ---------------------------------------------------------------------------------------------


def test_a_wrong_password_is_counted_and_the_last_one_locks(account, settings):
    settings.AXES_FAILURE_LIMIT = 3
    assert said(account.pusher.log_in(password="x")) == (401, "wrong_password")
    assert said(account.pusher.log_in(username="x")) == (401, "wrong_password")
    assert said(account.pusher.log_in(password="x")) == (429, "locked")
    assert said(account.pusher.log_in()) == (429, "locked"), "the right one too, for a while"
    assert (logged("wrong_password"), logged("locked")) == (2, 1)
    ReturnAccount.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert account.pusher.log_in().status_code == 200
    account.refresh_from_db()
    assert (account.failures, account.locked_until) == (0, None)


def test_a_text_under_another_key_names_no_client(account):
    _row, other = an_account()
    account.pusher.file = account.pusher.file | {"rsa_public_key": other["rsa_public_key"]}
    assert said(account.pusher.log_in()) == (401, "unknown_client")


def test_a_form_in_parts_and_json_are_understood_too(account):
    given = {name: account.pusher.file[name] for name in ("client_id", "username", "password")}
    text = rsa_encrypt(account.rsa_public, json.dumps({"grant_type": "password"} | given).encode())
    assert Client().post(reverse("interface:oauth"), {"cipherText": text}).status_code == 200
    assert Client().post(reverse("interface:oauth"), {"cipherText": text}, "application/json").status_code == 200


def test_a_text_that_is_none_names_no_client(account):
    answer = Client().post(reverse("interface:oauth"), {"cipherText": "zzz"})
    assert said(answer) == (401, "unknown_client")
    assert said(Client().post(reverse("interface:oauth"), {"x": "1"})) == (400, "no_cipher_text")


def test_a_wrong_grant_is_refused(pusher):
    assert said(pusher.log_in(grant_type="code")) == (400, "wrong_grant")
    assert said(pusher.refresh(grant_type="password")) == (400, "wrong_grant")


def test_a_wrong_client_secret_is_refused(pusher):
    assert said(pusher.refresh(client_secret="0" * 32)) == (401, "wrong_secret")
    assert logged("wrong_secret") == 1


def test_from_an_address_that_is_not_registered_nobody_comes_in(account, school):
    stranger = ByHand(account.pusher.file, "203.0.113.9")
    stranger.token = account.pusher.token
    assert said(stranger.log_in()) == (403, "ip_not_allowed")
    assert said(stranger.push(programme(1, school))) == (403, "ip_not_allowed")
    assert logged("ip_not_allowed") == 2


def test_a_network_admits_its_addresses(school):
    _row, file = an_account(school, networks=("203.0.113.0/28",))
    assert ByHand(file, "203.0.113.9").log_in().status_code == 200
    assert said(ByHand(file, "203.0.113.99").log_in()) == (403, "ip_not_allowed")


def test_a_suspended_account_is_out_at_once_and_comes_back(account, school):
    fire(account, "suspend", actor=SYSTEM, now=SOME_TIME, reason="核查")
    assert said(account.pusher.log_in()) == (403, "account_not_open")
    assert said(account.pusher.push(programme(1, school))) == (401, "wrong_token")
    fire(account, "resume", actor=SYSTEM, now=SOME_TIME)
    assert account.pusher.log_in().status_code == 200


# -- data calls, refused: nothing is stored --------------------------------------------------------------------------


@pytest.fixture
def nothing_stored():
    yield
    assert not Batch.objects.exists()


@pytest.mark.usefixtures("nothing_stored")
class TestRefusedPushes:
    def test_without_a_token(self, pusher, school):
        assert said(pusher.push(programme(1, school), HTTP_AUTHORIZATION="")) == (401, "no_token")

    def test_with_a_wrong_token(self, pusher, school):
        assert said(pusher.push(programme(1, school), HTTP_AUTHORIZATION="x" * 40)) == (401, "wrong_token")

    def test_with_an_expired_token(self, pusher, school):
        ReturnToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert said(pusher.push(programme(1, school))) == (401, "expired_token")

    def test_with_another_app_key(self, pusher, school):
        assert said(pusher.push(programme(1, school), HTTP_APP_KEY="0" * 32)) == (401, "wrong_app_key")

    @pytest.mark.parametrize("off", [-35, 35])
    def test_with_a_clock_that_is_off(self, pusher, school, off):
        assert said(pusher.push(programme(1, school), at=time.time() + off)) == (401, "old_timestamp")

    @pytest.mark.parametrize("off", [-25, 25])
    def test_a_clock_a_little_off_is_no_matter(self, pusher, school, off):
        assert pusher.push(programme(1, school), at=time.time() + off).status_code == 200
        Batch.objects.all().delete()

    @pytest.mark.parametrize("stamp", ["", "yesterday", "1685946121", "１６８５９４６１２１０００"])
    def test_with_a_timestamp_that_is_none(self, pusher, school, stamp):
        answer = pusher.push(programme(1, school), HTTP_TIMESTAMPS=stamp)
        assert said(answer) == (400, "no_timestamp")

    @pytest.mark.parametrize("random", ["", "x" * 201])
    def test_without_a_random_string(self, pusher, school, random):
        assert said(pusher.push(programme(1, school), HTTP_RANDOM=random)) == (400, "no_random")

    def test_with_a_wrong_signature(self, pusher, school):
        assert said(pusher.push(programme(1, school), signed=b"other")) == (401, "wrong_sign")
        assert said(pusher.push(programme(1, school), HTTP_SIGN="")) == (401, "wrong_sign")
        assert logged("wrong_sign") == 2
        assert not ReturnNonce.objects.exists(), "a random string is used up by signed calls only"

    def test_with_another_key(self, pusher, school):
        pusher.file = pusher.file | {"app_secret": "0" * 32}
        assert said(pusher.push(programme(1, school)))[1] in {"cannot_decrypt", "wrong_sign"}

    def test_with_half_a_cipher_text(self, pusher, school):
        text = pusher.suite.encrypt(b"x" * 100)
        assert said(pusher.call("save", raw=json.dumps({"cipherText": text[:-5]}).encode())) == (400, "cannot_decrypt")

    def test_with_half_a_body(self, pusher, school):
        body = json.dumps({"cipherText": pusher.suite.encrypt(b"x" * 100)}).encode()
        assert said(pusher.call("save", raw=body[: len(body) // 2])) == (400, "not_json")
        cut = {"wsgi.input": BytesIO(body[: len(body) // 2]), "CONTENT_LENGTH": str(len(body))}
        assert said(pusher.call("save", raw=b"", **cut)) == (400, "half_body")

    def test_with_half_a_json_under_a_whole_cipher(self, pusher, school):
        plain = json.dumps({"dataObjName": PROGRAMMES, "fileds": [programme(1, school)]}).encode()
        assert said(pusher.call("save", plain=plain[:-20])) == (400, "not_json")

    def test_without_cipher_text(self, pusher, school):
        assert said(pusher.call("save", raw=b'{"dataObjName": "x"}')) == (400, "no_cipher_text")
        assert said(pusher.call("save", raw=b"[1]")) == (400, "no_cipher_text")

    def test_with_bytes_in_no_encoding(self, pusher):
        assert said(pusher.call("save", plain=b'{"dataObjName": "\xff\xff"}')) == (400, "wrong_encoding")

    def test_with_a_body_too_large(self, pusher, school, settings):
        settings.UPLOAD_MAX_BYTES = 1000
        assert said(pusher.push(*[programme(n, school) for n in range(20)])) == (413, "body_too_large")

    def test_with_a_body_the_house_does_not_even_look_at(self, pusher, school):
        answer = pusher.call("save", raw=b"{}", CONTENT_LENGTH=str(10**9))
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")

    def test_with_an_unknown_table_a_near_one_is_named(self, pusher, school):
        answer = pusher.push(programme(1, school), table="ODS_ZZZYSZ")
        assert said(answer) == (422, "unknown_table")
        assert PROGRAMMES in answer.json()["returnMessage"]

    @pytest.mark.parametrize("body", [{"dataObj": "x", "fileds": []}, {"dataObjName": PROGRAMMES, "rows": []}, {"dataObjName": " "}, []])
    def test_with_a_wrong_key_name(self, pusher, body):
        assert said(pusher.call("save", body)) == (422, "wrong_key")

    def test_without_rows(self, pusher):
        assert said(pusher.push()) == (422, "no_rows")

    @pytest.mark.parametrize("row", ["x", [], {"ZYMC": {"a": 1}}, {"ZYMC": ["a"]}])
    def test_with_rows_that_are_none(self, pusher, row):
        assert said(pusher.push(row)) == (422, "not_a_row")

    def test_with_a_name_twice_in_a_row(self, pusher, school):
        row = json.dumps(programme(1, school))[:-1] + ',"ZYMC":"另一个"}'
        plain = f'{{"dataObjName":"{PROGRAMMES}","fileds":[{row}]}}'.encode()
        assert said(pusher.call("save", plain=plain)) == (422, "repeated_field")
        assert said(pusher.push(programme(1, school, zymc="另一个"))) == (422, "repeated_field")

    def test_with_a_full_disk(self, pusher, school, monkeypatch):
        def full(*_args):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(receiving, "keep", full)
        assert said(pusher.push(programme(1, school))) == (507, "disk_full")

    def test_with_an_error_of_ours(self, pusher, school, monkeypatch):
        def broken(*_args, **_kwargs):
            raise RuntimeError("ours")

        monkeypatch.setattr(receiving.audit, "record", broken)
        assert said(pusher.push(programme(1, school))) == (500, "server_error")

    def test_by_another_method(self, pusher):
        answer = pusher.client.get(reverse("interface:save"))
        assert (answer.status_code, answer["Allow"], answer.json()["code"]) == (405, "POST", "wrong_method")


def test_the_same_key_twice_in_a_batch_is_said_of_the_row_that_repeats_it(pusher, school):
    verdict = pusher.push(programme(1, school), programme(1, school, ZYMC="另一个")).json()["returnData"]["verdict"]
    assert {(row["num"], row["code"]) for row in verdict["rows"]} == {(2, "duplicate_key")}


@pytest.mark.parametrize("asked", [{"startTime": "2023-06-05"}, {"endTime": None}, {"page": 0}, {"limit": "x"}])
def test_a_result_query_that_is_none_is_refused(pusher, asked):
    assert said(pusher.results(**asked)) == (422, "wrong_query")


# -- replay ----------------------------------------------------------------------------------------------------------


def test_the_same_call_again_is_a_replay(pusher, school):
    at, random = time.time(), "once"
    assert pusher.push(programme(1, school), at=at, random=random).status_code == 200
    assert said(pusher.push(programme(1, school), at=at, random=random)) == (401, "replayed")
    assert said(pusher.push(programme(1, school), random=random)) == (401, "replayed"), "under a new hour too"
    assert (Batch.objects.count(), logged("replayed")) == (1, 2)


def test_a_random_string_may_come_again_after_the_window_and_from_another_account(pusher, account, school):
    pusher.push(programme(1, school), random="once")
    _row, file = an_account()
    other = ByHand(file)
    other.log_in()
    asked = {"startTime": "2000-01-01 00:00:00", "endTime": "2099-01-01 00:00:00"}
    assert other.call("results", asked, random="once").status_code == 200
    ReturnNonce.objects.filter(account=account).update(used_at=timezone.now() - calling.WINDOW - timedelta(seconds=1))
    assert pusher.push(programme(1, school), random="once").status_code == 200


def test_the_sweep_forgets_what_no_longer_counts(pusher, account, school):
    pusher.push(programme(1, school))
    ReturnNonce.objects.create(account=account, digest="old", used_at=timezone.now() - timedelta(hours=1))
    ReturnToken.objects.filter(account=account).update(refresh_expires_at=timezone.now() - timedelta(days=2))
    calling.sweep(Progress(job=None, now=timezone.now()))
    assert ReturnNonce.objects.count() == 1
    assert not ReturnToken.objects.exists()


def test_every_refusal_has_whole_words_and_a_status():
    class Facts(dict):
        def __missing__(self, name):
            return 1

    for code, (status, words) in REFUSALS.items():
        assert 400 <= status < 600, code
        assert (str(words) % Facts()).endswith(("。", "1")), code
