"""Who says which course of a school's register is which entry of the catalogue."""

from __future__ import annotations

from baigong.contexts.accounts.public import SCHOOL_OFFICER
from baigong.contexts.credit_bank.access import OFFICE
from baigong.contexts.credit_bank.models import RegisterCourse
from baigong.kernel.access import Allow, Policy

REGISTER_COURSE_POLICY = Policy(
    RegisterCourse,
    [Allow.of("view work set", OFFICE), Allow.of("view work set", {SCHOOL_OFFICER}, via="body")],
    relations={"body": "body"},
)
