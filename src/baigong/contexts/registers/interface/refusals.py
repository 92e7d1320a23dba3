"""Why the interface refuses a call: a stable code, its HTTP status, and words that say what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.kernel.errors import Refusal

WINDOW_SECONDS = 30
"""How far a caller's clock may be off (the standard's)."""

REFUSALS: dict[str, tuple[int, Any]] = {
    "no_cipher_text": (400, _("请求里没有cipherText。请把参数（或正文）加密后放在cipherText里发送。")),
    "half_body": (400, _("正文没有收全：请求头说有%(declared)s字节，只收到%(got)s字节。什么也没有保存，请重新发送。")),
    "body_too_large": (413, _("正文超过%(mb).4g MB，没有读取。请分成几批推送，每批5000行左右。")),
    "cannot_decrypt": (400, _("cipherText解不开：密钥、模式、填充或初始向量与账号页上登记的不一致，或只收到一半。请逐项核对后重发。")),
    "wrong_encoding": (400, _("解密后的正文既不是UTF-8也不是GBK编码。请用UTF-8编码后再加密、签名。")),
    "not_json": (400, _("解密后的正文不是完整的JSON（第%(line)s行第%(column)s列）：可能只有一半，或少了引号、括号。")),
    "wrong_key": (422, _("正文里缺“%(missing)s”。应有dataObjName（表名）和fileds（行的列表，也可写fields）；收到的是：%(found)s。")),
    "not_a_row": (422, _("第%(num)s行不是一条记录：每一行应是“字段名：值”，值是文字或数字。%(found)s")),
    "repeated_field": (422, _("有一行里“%(field)s”写了两次，无法知道哪个是对的。")),
    "unknown_table": (422, _("标准%(standard)s里没有表“%(name)s”。%(hint)s")),
    "no_rows": (422, _("“%(name)s”一行也没有。")),
    "wrong_query": (422, _("查询条件“%(field)s”不对：%(found)s。时间写作“2023-06-05 14:22:01”，page、limit是正整数。")),
    "wrong_grant": (400, _("grant_type应为“%(wanted)s”，收到的是“%(found)s”。")),
    "unknown_client": (401, _("没有这个客户端，或cipherText不是用本账号的RSA公钥加密的。请核对client_id和公钥，以及RSA填充方式。")),
    "wrong_password": (401, _("用户名或密码不对。再错%(left)s次，账号将锁定%(minutes)s分钟。")),
    "locked": (429, _("连续登录失败，账号锁定至%(until)s。请到时再试，或请工作专班重新生成凭据。")),
    "address_locked": (429, _("从%(address)s来的登录失败%(count)s次，%(until)s之前不再受理；已有的令牌照常可用。请核对账号文件。")),
    "wrong_secret": (401, _("client_secret不对。重新生成过凭据的，请换用新的。")),
    "wrong_refresh_token": (401, _("刷新令牌不对、已过期或已用过。请重新登录（oauth）。")),
    "account_not_open": (403, _("接口账号“%(account)s”现在是“%(state)s”，不能调用。请与工作专班联系。")),
    "ip_not_allowed": (403, _("外网地址%(address)s没有登记在账号“%(account)s”名下。请在账号页登记后再调用。")),
    "no_token": (401, _("请求头里没有Authorization。请先登录（oauth），再带上access_token。")),
    "wrong_token": (401, _("令牌不对或已被新的令牌取代。请重新登录（oauth）。")),
    "expired_token": (401, _("令牌已于%(at)s到期。请用refresh_token刷新，或重新登录。")),
    "wrong_app_key": (401, _("请求头app_key与令牌不是同一个账号的。")),
    "no_timestamp": (400, _("请求头timestamps应是毫秒时间戳（13位数字），收到的是“%(found)s”。")),
    "old_timestamp": (401, _("请求头timestamps与国家标准时间差%(off)s秒，超过30秒。请校准推送服务器的时钟（现在是%(now)s）。")),
    "no_random": (400, _("请求头里没有random，或超过%(most)s个字符。请每次另取一个随机串。")),
    "wrong_sign": (401, _("签名不对。sign是SM3（JSON明文正文 + timestamps + random）的十六进制，正文须与加密前逐字节相同。")),
    "replayed": (401, _("random“%(random)s”刚用过，这次请求按重放处理。请每次另取一个随机串，重新签名后再发。")),
    "disk_full": (507, _("服务器没有空间保存这一批，什么也没有入库。请稍后重新推送，并告知系统管理员。")),
    "server_error": (500, _("服务器出错，已记入日志；没有答复“已接收”的数据一律没有入库。请稍后重新推送。")),
}  # fmt: skip


def refused(code: str, /, **facts: object) -> Refusal:
    """The refusal with this code."""
    status, words = REFUSALS[code]
    return Refusal(str(words) % facts, code=code, status=status)
