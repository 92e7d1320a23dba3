"""The lists of 1+X: bodies, certificates inside and in public, local standards, mappings of courses."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access_of_standards import TRIED
from baigong.contexts.credit_bank.models import (
    BodyState,
    CertificateState,
    CertificateType,
    LocalStandardState,
    MappingState,
    level_choices,
)
from baigong.contexts.credit_bank.selectors.certificate_types import search_certificates
from baigong.contexts.credit_bank.selectors.local_standards import search_standards
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing

BODY_TONES = {BodyState.UNLISTED: "neutral", BodyState.LISTED: "good", BodyState.DELISTED: "bad"}
CERTIFICATE_TONES = {CertificateState.DRAFT: "neutral", CertificateState.OPEN: "good", CertificateState.CLOSED: "warn"}
LOCAL_TONES = {
    LocalStandardState.DRAFT: "neutral", LocalStandardState.REVIEW: "info", LocalStandardState.TRIAL: "good",
    LocalStandardState.PROVINCE: "good", LocalStandardState.NATION: "good", LocalStandardState.PUBLISHED: "good",
    LocalStandardState.STOPPED: "bad", LocalStandardState.DROPPED: "neutral",
}  # fmt: skip
MAPPING_TONES = {MappingState.DRAFT: "neutral", MappingState.PUBLISHED: "good"}


LEVEL_FILTER = ChoiceFilter("level", pgettext_lazy("学习成果", "级别"), lookup="levels__level", choices=lambda request: level_choices())


def _levels(row: CertificateType) -> str:
    return "、".join(level.level for level in row.levels.all())


def _scope(row: CertificateType) -> str:
    return gettext("地方") if row.is_local else gettext("国家")


def _left(row: CertificateType) -> str:
    if row.is_local or row.body.delisted_on is None:
        return ""
    return gettext("评价组织自%(day)s起移出") % {"day": row.body.delisted_on.isoformat()}


def _version(row: CertificateType) -> str:
    return next((one.version for one in row.versions.all()), "")


BODIES = Listing(
    name="training-bodies",
    caption=_("培训评价组织"),
    columns=[
        Column("name", _("名称"), sort="name", main=True),
        Column("batch", _("招募批次"), kind="number", sort="batch", priority=2),
        Column("certificates", _("证书（种）"), kind="number", value=lambda row: len(row.certificates.all())),
        Column("listed_on", _("列入日期"), kind="date", sort="listed_on", priority=2),
        Column("listed_by", _("列入文件"), only_export=True),
        Column("delisted_on", _("移出日期"), kind="date", sort="delisted_on", priority=2),
        Column("delisted_reason", _("移出原因"), priority=3),
        Column("delisted_by", _("移出文件"), only_export=True),
        Column("standing", _("状态"), kind="badge", labels=BodyState, tones=BODY_TONES, sort="standing"),
    ],
    filters=[ChoiceFilter("state", _("状态"), lookup="standing", choices=BodyState, many=True), DateFilter("listed_on", _("列入日期"))],
    search=["name", "listed_by", "delisted_reason"],
    default_sort=("batch", "name"),
    row_link="credit_bank:x-body",
    empty=EmptyState(
        _("还没有培训评价组织"), _("登记评价组织，或在证书目录里导入。"), "building", _("登记评价组织"), "credit_bank:x-body-add"
    ),
)
COLUMNS = [
    Column("title", _("证书名称"), sort="title", main=True, sub="code"),
    Column("code", _("证书代码"), only_export=True),
    Column("body", _("培训评价组织"), value=lambda row: row.body.name, sort="body__name", priority=2),
    Column("levels", pgettext_lazy("学习成果", "级别"), value=_levels),
    Column("version", _("标准版次"), value=_version, priority=3),
    Column("scope", _("范围"), value=_scope, sort="listed_on"),
    Column("listed_on", _("列入国家目录日期"), kind="date", only_export=True),
    Column("since", _("启用日期"), kind="date", sort="since", priority=3),
    Column("closed_on", _("停用日期"), kind="date", only_export=True),
    Column("closed_reason", _("停用原因"), only_export=True),
    Column("caution", _("存疑之处"), only_export=True),
    Column("state", _("状态"), kind="badge", labels=CertificateState, tones=CERTIFICATE_TONES, sort="state", sub=_left),
]
CERTIFICATES = Listing(
    name="certificate-types",
    caption=_("证书目录"),
    columns=COLUMNS,
    filters=[
        ChoiceFilter("state", _("状态"), choices=CertificateState, many=True),
        LEVEL_FILTER,
        DateFilter("since", _("启用日期")),
    ],
    search=search_certificates,
    default_sort=("code",),
    row_link="credit_bank:x-type",
    empty=EmptyState(
        _("证书目录还是空的"), _("随系统带有一份不完整的名录，可以载入核对；也可以按模板导入。"), "certificate", _("导入证书"),
        "credit_bank:x-type-import",
    ),
)  # fmt: skip
PUBLIC_CERTIFICATES = Listing(
    name="public-certificate-types",
    caption=_("证书目录"),
    columns=COLUMNS,
    filters=[
        ChoiceFilter("state", _("状态"), choices=[(s.value, s.label) for s in (CertificateState.OPEN, CertificateState.CLOSED)]),
        LEVEL_FILTER,
    ],
    search=search_certificates,
    default_sort=("code",),
    row_link="credit_bank:x-public-type",
    empty=EmptyState(_("还没有公布证书目录"), _("证书启用以后，列在这里。"), "certificate"),
)
LOCAL_COLUMNS = [
    Column("title", _("地方标准"), value=lambda row: row.certificate.title, sort="certificate__title", main=True,
           sub=lambda row: row.certificate.code),
    Column("code", _("证书代码"), value=lambda row: row.certificate.code, only_export=True),
    Column("school", _("提出学校"), sort="school__order", priority=2),
    Column("skill_field", _("职业技能领域"), priority=2),
    Column("levels", pgettext_lazy("学习成果", "级别"), value=lambda row: _levels(row.certificate), priority=3),
    Column("parties", _("参与单位"), value=lambda row: "、".join(p.name for p in row.parties.all()), only_export=True),
    Column("trial_since", _("试行日期"), kind="date", sort="trial_since", priority=3),
    Column("trial_until", _("试行至"), kind="date", only_export=True),
    Column("trial_by", _("试行文件"), only_export=True),
    Column("recommended_by", _("推荐文件"), only_export=True),
    Column("state", _("状态"), kind="badge", labels=LocalStandardState, tones=LOCAL_TONES, sort="state"),
]  # fmt: skip
LOCALS = Listing(
    name="local-standards",
    caption=_("地方标准"),
    columns=LOCAL_COLUMNS,
    filters=[ChoiceFilter("state", _("状态"), choices=LocalStandardState, many=True), DateFilter("trial_since", _("试行日期"))],
    search=search_standards,
    default_sort=("certificate__code",),
    row_link="credit_bank:x-local",
    empty=EmptyState(
        _("还没有地方标准"), _("学校与企业联合开发职业技能等级标准，从起草开始。"), "file-text", _("起草标准"), "credit_bank:x-local-add"
    ),
)
PUBLIC_LOCALS = Listing(
    name="public-local-standards",
    caption=_("地方标准"),
    columns=LOCAL_COLUMNS,
    filters=[
        ChoiceFilter(
            "state", _("状态"),
            choices=[(state.value, state.label) for state in LocalStandardState if state.value in TRIED],
        ),
    ],
    search=search_standards,
    default_sort=("certificate__code",),
    row_link="credit_bank:x-public-local",
    empty=EmptyState(_("还没有试行的地方标准"), _("标准决定试行以后，列在这里。"), "file-text"),
)  # fmt: skip
MAPPINGS = Listing(
    name="course-mappings",
    caption=_("课证对应"),
    columns=[
        Column("programme", _("转换专业"), sort="programme__title", main=True, sub=lambda row: row.programme.code),
        Column("school", _("学校"), value=lambda row: row.programme.school, sort="programme__school__order", priority=2),
        Column("level", _("证书等级"), sort="level"),
        Column("version", _("标准版次"), value=lambda row: row.version.version, priority=3),
        Column("coverage", _("覆盖率"), kind="meter"),
        Column("updated_at", _("修改时间"), kind="datetime", sort="updated_at", priority=3),
        Column("state", _("状态"), kind="badge", labels=MappingState, tones=MAPPING_TONES, sort="state"),
    ],
    filters=[ChoiceFilter("state", _("状态"), choices=MappingState)],
    search=["programme__title", "programme__code", "programme__school__name", "level__certificate__title", "level__certificate__code"],
    default_sort=("programme__school__order", "programme__code", "level"),
    row_link="credit_bank:x-mapping",
    empty=EmptyState(
        _("还没有课证对应"), _("把专业课程和证书标准的模块对应起来，看课程覆盖了多少。"), "arrows-join", _("编制对应"),
        "credit_bank:x-mapping-add",
    ),
)  # fmt: skip
