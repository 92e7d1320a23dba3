"""Indicators that targets of plans name. Their records come with later contexts; until then values are those of accepted reports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.kernel.indicators import Disclosure, Indicator, Kind, indicator

PUBLIC = Disclosure(is_public=True)

DUAL_QUALIFIED_SHARE = indicator(
    Indicator(
        code="TCH-01",
        name=_("双师型教师占专业教师比例"),
        definition=_("专任专业教师中经认定的双师型教师人数，除以专任专业教师总数；认定标准按统计时点有效的版本。"),
        unit="%",
        kind=Kind.RATIO,
        basis=_("武政发〔2020〕81号 措施8"),
        records_from=_("学校教师名册与双师认定记录"),
        slices=("county", "school"),
        disclosure=PUBLIC,
        cases=((_("专业教师200人，其中双师100人"), "50%"), (_("没有专业教师"), _("无数据"))),
    )
)
INTERN_SHARE = indicator(
    Indicator(
        code="INT-01",
        name=_("企业接纳实习生占职工总数"),
        definition=_("当年接纳职业院校实习学生和学徒人数，除以上年末职工总数；人数的算法由专班设定。"),
        unit="%",
        kind=Kind.RATIO,
        basis=_("武政发〔2020〕81号 措施14"),
        records_from=_("实习岗位与安置记录、企业职工人数申报"),
        slices=("county", "industry", "enterprise"),
        disclosure=PUBLIC,
        cases=((_("职工1000人，接纳20人"), "2%"), (_("职工人数未申报"), _("无数据"))),
    )
)
TRAINING_RATIO = indicator(
    Indicator(
        code="TRN-01",
        name=_("年职业培训人次与在校生之比"),
        definition=_("优质职业学校当年职业培训人次，除以同年9月1日在校生数。"),
        unit=_("倍"),
        kind=Kind.RATIO,
        basis=_("武政发〔2020〕81号 措施18"),
        records_from=_("培训班次学员记录、学籍"),
        slices=("school",),
        disclosure=PUBLIC,
        cases=((_("培训4000人次，在校生2000人"), "2"), (_("没有在校生"), _("无数据"))),
    )
)
CONDITION_PASS_RATE = indicator(
    Indicator(
        code="CND-01",
        name=_("公办中职学校办学条件达标率"),
        definition=_("适用于该校的全部指标按有效版本达标的公办中职学校数，除以公办中职学校总数。"),
        unit="%",
        kind=Kind.RATIO,
        basis=_("武政发〔2020〕81号 措施3"),
        records_from=_("学校办学条件年报"),
        slices=("county",),
        disclosure=PUBLIC,
        cases=((_("6所中4所达标"), "66.67%"),),
    )
)
VOCATIONAL_GENERAL_RATIO = indicator(
    Indicator(
        code="CND-04",
        name=_("高中阶段职普比"),
        definition=_("同一届中等职业教育（含技工）新生数与普通高中新生数之比；文件只要求大体相当，不设数值界限。"),
        unit=_("比值"),
        kind=Kind.RATIO,
        basis=_("武政发〔2020〕81号 措施3"),
        records_from=_("招生录取与学籍"),
        slices=("county",),
        disclosure=PUBLIC,
        cases=((_("中职新生3000人，普高新生4000人"), "0.75"),),
    )
)
MATCHED_EMPLOYMENT = indicator(
    Indicator(
        code="EMP-01",
        name=_("毕业生对口就业率"),
        definition=_("毕业半年后从事与所学专业对应职业的毕业生数，除以同届毕业生总数；对应关系按专业与职业对照表。"),
        unit="%",
        kind=Kind.RATIO,
        basis=_("武政发〔2020〕81号 措施11"),
        records_from=_("毕业生去向登记"),
        slices=("school", "programme"),
        disclosure=PUBLIC,
        cases=((_("毕业500人，对口320人"), "64%"),),
    )
)
