"""The unified social credit code (GB 32100-2015): how people write it, and what is wrong with one."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baigong.engines.checking.numbers import CREDIT_ALPHABET, credit_check


def normalise_credit_code(text: str) -> str:
    """Full-width characters, lower case and spaces put right; nothing else is guessed."""
    half = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)
    return "".join(half.split()).upper()


def check_credit_code(code: str) -> None:
    """Raise ``ValidationError`` saying what is wrong with a code. An abolished division inside it is no fault."""
    if len(code) != 18:
        raise ValidationError(_("统一社会信用代码应为18位，现为%(n)d位。") % {"n": len(code)}, code="length")
    wrong = sorted({c for c in code if c not in CREDIT_ALPHABET})
    if wrong:
        raise ValidationError(_("统一社会信用代码中不应出现：%(c)s。") % {"c": " ".join(wrong)}, code="characters")
    if credit_check(code[:17]) != code[17]:
        raise ValidationError(_("统一社会信用代码的校验位不符，请核对是否抄错。"), code="check")
