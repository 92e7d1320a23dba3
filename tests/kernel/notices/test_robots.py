"""Chat robots: what each platform is sent, and what never leaves the house."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import parse_qs, urlsplit

import pytest

from baigong.kernel.errors import Refusal
from baigong.kernel.notices import robots
from baigong.kernel.notices.robots import NotDelivered, compose, post, shortened


def test_wecom_is_sent_plain_text(platform, now):
    post("wecom", platform.address(), "", "请报送", now)
    assert platform.received == [("/send?key=abc", {"msgtype": "text", "text": {"content": "请报送"}})]


def test_dingtalk_is_sent_a_signature_of_its_secret_in_the_address(platform, now):
    post("dingtalk", platform.address("/robot/send?access_token=t"), "SECx", "请报送", now)
    path, body = platform.received[0]
    asked = parse_qs(urlsplit(path).query)
    stamp = asked["timestamp"][0]
    wanted = base64.b64encode(hmac.new(b"SECx", f"{stamp}\nSECx".encode(), hashlib.sha256).digest()).decode()
    assert asked["sign"] == [wanted]
    assert int(stamp) == int(now.timestamp() * 1000)
    assert body == {"msgtype": "text", "text": {"content": "请报送"}}


def test_feishu_is_sent_a_signature_of_its_secret_in_the_body(platform, now):
    platform.answer = {"code": 0, "msg": "success"}
    post("feishu", platform.address("/open-apis/bot/v2/hook/x"), "s", "请报送", now)
    body = platform.received[0][1]
    wanted = base64.b64encode(hmac.new(f"{body['timestamp']}\ns".encode(), b"", hashlib.sha256).digest()).decode()
    assert body["sign"] == wanted
    assert body["msg_type"] == "text"
    assert body["content"] == {"text": "请报送"}


def test_a_robot_that_says_no_with_status_200_did_not_take_it(platform, now):
    platform.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}
    with pytest.raises(NotDelivered, match="93000: invalid webhook url"):
        post("wecom", platform.address(), "", "x", now)


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b"", {"errcode": "0"}])
def test_an_answer_that_is_none_counts_as_not_delivered(platform, now, answer):
    platform.answer = answer
    with pytest.raises(NotDelivered):
        post("wecom", platform.address(), "", "x", now)


def test_a_redirect_is_not_followed(platform, now):
    platform.status, platform.headers = 302, {"Location": "https://elsewhere.example/"}
    with pytest.raises(NotDelivered, match="HTTP 302"):
        post("wecom", platform.address(), "", "x", now)
    assert len(platform.received) == 1


def test_a_server_with_a_certificate_nobody_vouches_for_is_not_spoken_to(platform, now, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(NotDelivered, match="SSLError"):
        post("wecom", platform.address(), "", "x", now)
    assert platform.received == []


def test_a_host_struck_from_the_list_is_not_spoken_to_any_more(platform, now, settings):
    settings.WEBHOOK_HOSTS = set()
    with pytest.raises(NotDelivered):
        post("wecom", platform.address(), "", "x", now)
    assert platform.received == []


def test_neither_address_nor_secret_stands_in_the_reason(platform, now):
    platform.server_close()
    platform.shutdown()
    with pytest.raises(NotDelivered) as caught:
        post("dingtalk", platform.address("/robot/send?access_token=geheim"), "SECgeheim", "x", now)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/x",
        "https://qyapi.weixin.qq.com.evil.example/x",
        "https://evil.example/x?host=qyapi.weixin.qq.com",
        "https://qyapi.weixin.qq.com@evil.example/",
        "https://user@qyapi.weixin.qq.com/",
        "https://qyapi.weixin.qq.com:8443/",
        "https://127.0.0.1/",
        "https://[::1",
        "ftp://qyapi.weixin.qq.com",
        "",
    ],
)
def test_only_https_on_a_listed_host_is_an_address(settings, address):
    settings.WEBHOOK_HOSTS = {"qyapi.weixin.qq.com"}
    with pytest.raises(Refusal) as caught:
        robots.check_address(address)
    assert caught.value.code == "webhook_address"


def test_a_listed_host_is_accepted(settings):
    settings.WEBHOOK_HOSTS = {"qyapi.weixin.qq.com"}
    assert robots.check_address(" https://QYAPI.weixin.qq.com/cgi-bin/webhook/send?key=k ") == "qyapi.weixin.qq.com"


def test_a_long_text_is_cut_at_a_character(now):
    text = "报" * 2000
    assert len(shortened(text).encode()) <= robots.MAX_BYTES
    assert compose("wecom", "https://x/", "", text, now).payload["text"]["content"].endswith("…")
