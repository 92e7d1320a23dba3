"""The facets, and which tables of which edition feed them. Another edition, or another table: one more ``Feed``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.organisations.public import OrganisationKind
from baigong.contexts.schools.facets import deriving
from baigong.contexts.schools.facets.declaration import Facet, FacetColumn, Feed

BASE, OLD, HIGHER, ROSTERS = "SZJZ-ZZ-V2.2.0", "SB-ZZ-2023", "SB-GZ-2023", "WW-ROSTERS-2021"
AUDIENCE: Mapping[str, OrganisationKind] = MappingProxyType(
    {BASE: OrganisationKind.SECONDARY_SCHOOL, OLD: OrganisationKind.SECONDARY_SCHOOL, HIGHER: OrganisationKind.COLLEGE}
)
"""The kind of school that an edition is written for; one that is not named is for all."""
PROGRAMME = (
    FacetColumn("programme", _("专业"), is_filter=True, is_searched=True, sub="programme_code"),
    FacetColumn("programme_code", _("专业代码"), "code", is_searched=True, only_export=True),
)
ROOM = {"name": "SXSMC", "code": "SXSH", "room": "FJMC", "seats": "GWS", "since": "SXSJLRQ", "enterprise": "SYSHZQY"}
BOOK = {"title": "JCMC", "isbn": "CBH", "publisher": "CBS", "author": "ZZ", "medium": "JCLXM"}
INSIDE = {
    "name": "SXJDMC", "category": "JDLB", "programmes": "MXZY", "since": "PZRQ", "rooms": "SXSS", "area": "JZMJ", "seats": "SJJXGWS",
}  # fmt: skip
OUTSIDE = {
    "name": "SXSXJDMC", "enterprise": "YTDWMC", "region": "SZQY", "programmes": "MXZY", "since": "HZKSSJ", "until": "HZJSSJ",
    "state": "HZZTM",
}  # fmt: skip
COURSE = {
    "name": "KCMC", "code": "KCDM", "nature": "KCXZM", "category": "KCFLM", "is_core": "SFZYHXKC", "theory": "LVJXSS",
    "practical": "SJJXSY",
}  # fmt: skip
TAUGHT = {
    "name": "ZYMC", "group": "SSZYQMC", "approved": "PZSZNY", "enrols_since": "SCZSNY", "length": "XZM", "is_key": "SFZDZY",
}  # fmt: skip
TEACHER = {"number_of_staff": "JGH", "name": "JSXM"}
LISTING = {"listed": _("在目录内"), "absent": _("目录中没有"), "renamed": _("名称与目录不同"), "unknown": _("没有目录可核")}
DUAL = {"yes": _("双师型"), "no": _("非双师型"), "out": _("不在统计范围")}
POSTS = {
    "specialist": _("专任专业课教师"), "general": _("专任其他教师"), "external": _("校外兼职教师"), "other": _("其他教师"),
}  # fmt: skip
COMPLIANCE = {"yes": _("合规"), "no": _("不合规"), "unknown": _("无从判断")}
AGREEMENT = {"same": _("一致"), "differs": _("与学生名册不一致")}

PROGRAMMES = Facet(
    "programmes", pgettext_lazy("标题", "专业"),
    _("学校开设的专业：目录里的名称和层次、所属专业群、在籍学生数，以及代码是否在现行目录内。"), "school",
    columns=(
        FacetColumn("name", _("专业名称"), is_searched=True),
        FacetColumn("code", _("专业代码"), "code", is_searched=True),
        FacetColumn("level", _("层次"), is_filter=True),
        FacetColumn("cluster", _("专业群（措施2）"), is_filter=True),
        FacetColumn("learners", _("在籍学生"), "number"),
        FacetColumn(
            "catalogue", _("专业目录"), "badge", is_filter=True, sub="listed_as", labels=LISTING,
            tones={"listed": "good", "absent": "warn", "renamed": "warn"},
        ),
        FacetColumn("listed_as", _("目录中的名称"), only_export=True),
        FacetColumn("edition", _("目录版次"), priority=2),
        FacetColumn("length", _("学制"), only_export=True),
        FacetColumn("is_key", _("重点专业"), "boolean", is_filter=True, only_export=True),
        FacetColumn("group", _("学校填报的专业群"), only_export=True),
        FacetColumn("approved", _("批准设置年月"), "month", only_export=True),
        FacetColumn("enrols_since", _("首次招生年月"), "month", priority=3),
    ),
    feeds=(
        Feed(BASE, "ODS_ZZZYSZSJ", TAUGHT | {"code": "ZYDM"}),
        Feed(HIGHER, "ODS_ZYSZSJ", TAUGHT | {"code": "ZYH"}),
        Feed(ROSTERS, "MCBJ", {"code": "ZYDM"}),
    ),
    key=("code",), sort=("school", "code"), derive=deriving.programmes,
)  # fmt: skip
TEACHERS = Facet(
    "teachers", pgettext_lazy("标题", "教师"), _("教师名册里的教师；双师型按当日的口径判断，并写明依据和等级。"), "users-group",
    columns=(
        FacetColumn("name", _("姓名"), is_personal=True, is_searched=True, sub="number_of_staff"),
        FacetColumn("number_of_staff", _("教工号"), "code", is_searched=True, only_export=True),
        *PROGRAMME,
        FacetColumn("dual", _("双师型"), "badge", is_filter=True, labels=DUAL, tones={"yes": "good"}),
        FacetColumn("basis", _("依据"), width="wide"),
        FacetColumn("post", _("类别"), is_filter=True, labels=POSTS, priority=2),
        FacetColumn("title", _("职称级别"), is_filter=True, priority=2),
        FacetColumn("is_full_time", _("专任"), "boolean", only_export=True),
        FacetColumn("is_specialist", _("专业课教师"), "boolean", only_export=True),
        FacetColumn("is_external", _("校外兼职"), "boolean", only_export=True),
        FacetColumn("education", _("学历"), only_export=True),
        FacetColumn("degree", _("学位"), only_export=True),
        FacetColumn("is_statistical", _("符合统计口径"), "boolean", only_export=True),
        FacetColumn("dual_level", _("认定等级"), only_export=True),
        FacetColumn("dual_level_code", _("认定等级"), "code", is_hidden=True),
        FacetColumn("dual_from", _("认定起"), "date", only_export=True),
        FacetColumn("dual_until", _("认定止"), "date", only_export=True),
        FacetColumn("began_on", _("任教日期"), "date", priority=3),
        FacetColumn("left_on", _("离任日期"), "date", only_export=True),
    ),
    feeds=(
        Feed(ROSTERS, "MCJS", {
            "number_of_staff": "JGH", "name": "XM", "programme_code": "ZYDM", "title": "ZCJB", "is_full_time": "SFZR",
            "is_specialist": "SFZYJS", "is_external": "SFXWJZ", "education": "XLM", "degree": "XWM", "is_statistical": "SSTJ",
            "dual_level": "SSDJ", "dual_level_code": "SSDJ", "dual_from": "SSQRQ", "dual_until": "SSZRQ", "began_on": "RZRQ",
            "left_on": "LRRQ",
        }),
        Feed(BASE, "ODS_ZZJSHXSJ", TEACHER),
        Feed(OLD, "ODS_ZZJSHXSJ", TEACHER),
        Feed(HIGHER, "ODS_JSHXSJ", TEACHER),
    ),
    key=("number_of_staff",), sort=("school", "number_of_staff"), derive=deriving.teachers,
)  # fmt: skip
COURSES = Facet(
    "courses", pgettext_lazy("标题", "课程"), _("开设的课程和学时；实践学时占比由理论和实践学时算出。"), "book",
    columns=(
        FacetColumn("name", _("课程名称"), is_searched=True, sub="code"),
        FacetColumn("code", _("课程代码"), "code", is_searched=True, only_export=True),
        *PROGRAMME,
        FacetColumn("grade", _("年级"), is_filter=True, priority=2),
        FacetColumn("nature", _("课程性质"), is_filter=True),
        FacetColumn("category", _("课程分类"), only_export=True),
        FacetColumn("is_core", _("核心课"), "boolean", is_filter=True, priority=3),
        FacetColumn("theory", _("理论学时"), "number", priority=2),
        FacetColumn("practical", _("实践学时"), "number"),
        FacetColumn("total", _("总学时"), "number", only_export=True),
        FacetColumn("share", _("实践占比"), "percent"),
        FacetColumn("is_online", _("有线上课程"), "boolean", is_filter=True, only_export=True),
    ),
    feeds=(
        Feed(BASE, "ODS_ZZKCXXSJ", COURSE | {"is_online": "SFYXSKC"}),
        Feed(OLD, "ODS_ZZKCXXSJ", COURSE),
        Feed(HIGHER, "ODS_KCJBSJ", {
            "name": "KCMC", "code": "KCH", "nature": "KCXZM", "category": "KCLXM", "total": "JXJHGDKSS", "practical": "SJJXKSS",
            "is_online": "SFYXSKC",
        }),
        Feed(ROSTERS, "MCKCXS", {
            "name": "KCMC", "programme_code": "ZYDM", "grade": "NJ", "nature": "KCLX", "theory": "LLXS", "practical": "SJXS",
        }),
    ),
    sort=("school", "programme_code", "name"), derive=deriving.courses,
)  # fmt: skip
TEXTBOOKS = Facet(
    "textbooks", pgettext_lazy("标题", "教材"), _("选用的教材：是否备案、正版、三科课程是否用了规定的教材；不合规的写明缺什么。"), "book",
    columns=(
        FacetColumn("title", _("教材名称"), is_searched=True, width="wide", sub="isbn"),
        FacetColumn("isbn", _("书号"), "code", is_searched=True, only_export=True),
        FacetColumn("course", _("课程名称"), is_searched=True, sub="course_kind"),
        *PROGRAMME,
        FacetColumn("grade", _("年级"), is_filter=True, priority=2),
        FacetColumn(
            "compliance", _("合规"), "badge", is_filter=True, sub="lacks", labels=COMPLIANCE, tones={"yes": "good", "no": "bad"}
        ),
        FacetColumn("lacks", _("缺什么"), only_export=True),
        FacetColumn("book_kind", _("教材类型"), is_filter=True),
        FacetColumn("book_kind_code", _("教材类型"), "code", is_hidden=True),
        FacetColumn("course_kind", _("课程类型"), is_filter=True, only_export=True),
        FacetColumn("course_kind_code", _("课程类型"), "code", is_hidden=True),
        FacetColumn("year", _("学年"), is_filter=True, priority=2, sub="term"),
        FacetColumn("term", _("学期"), only_export=True),
        FacetColumn("publisher", _("出版社"), is_searched=True, only_export=True),
        FacetColumn("author", _("作者"), only_export=True),
        FacetColumn("medium", _("载体"), only_export=True),
        FacetColumn("is_filed", _("已备案"), "boolean", only_export=True),
        FacetColumn("is_genuine", _("正版且渠道正规"), "boolean", only_export=True),
    ),
    feeds=(
        Feed(ROSTERS, "MCJC", {
            "title": "JCMC", "isbn": "ISBN", "course": "KCMC", "programme_code": "ZYDM", "grade": "NJ", "book_kind": "JCLX",
            "book_kind_code": "JCLX", "course_kind": "KCLX", "course_kind_code": "KCLX", "year": "XN", "term": "XQM",
            "publisher": "CBS", "is_filed": "SFBA", "is_genuine": "SFZB",
        }),
        Feed(BASE, "ODS_ZZJCJBSJ", BOOK),
        Feed(OLD, "ODS_ZZJCJBSJ", BOOK),
        Feed(HIGHER, "ODS_JCJBSJ", BOOK),
    ),
    sort=("-year", "school", "title"), derive=deriving.textbooks,
)  # fmt: skip
BASES = Facet(
    "bases", _("实训基地"), _("校内和校外的实习实训基地，依托单位、面向专业和合作期限。"), "building-factory-2",
    columns=(
        FacetColumn("name", _("基地名称"), is_searched=True),
        FacetColumn("place", _("校内或校外"), is_filter=True, labels={"inside": _("校内"), "outside": _("校外")}),
        FacetColumn("enterprise", _("依托或合作单位"), is_searched=True),
        FacetColumn("region", _("所在区域"), is_searched=True, only_export=True),
        FacetColumn("programmes", _("面向专业"), is_searched=True),
        FacetColumn("category", _("基地类别"), is_filter=True, priority=3),
        FacetColumn("rooms", _("实训室数"), "number", only_export=True),
        FacetColumn("seats", _("工位数"), "number", only_export=True),
        FacetColumn("area", _("建筑面积（平方米）"), "number", only_export=True),
        FacetColumn("state", _("合作状态"), is_filter=True, priority=2),
        FacetColumn("since", _("批准或合作起"), "date", priority=2),
        FacetColumn("until", _("合作止"), "date", priority=2),
    ),
    feeds=(
        Feed(BASE, "ODS_ZZXNSXJDSJ", INSIDE, {"place": "inside"}),
        Feed(BASE, "ODS_ZZXWSXJDSJ", OUTSIDE, {"place": "outside"}),
        Feed(OLD, "ODS_ZZXNSXJDSJ", INSIDE, {"place": "inside"}),
        Feed(OLD, "ODS_ZZXWSXJDSJ", OUTSIDE, {"place": "outside"}),
        Feed(HIGHER, "ODS_SXJDSJ", {
            "name": "SXJDMC", "enterprise": "JDHZQY", "programmes": "SYZYMC", "category": "SXJDLBM", "since": "SXJDJLRQ",
        }),
    ),
    sort=("school", "place", "name"),
)  # fmt: skip
CLASSES = Facet(
    "classes", pgettext_lazy("标题", "班级"), _("在办班级；填报的人数与学生名册里的人数并列，对不上的标出。"), "list-details",
    columns=(
        FacetColumn("name", _("班级名称"), is_searched=True, sub="number_of_class"),
        FacetColumn("number_of_class", _("班号"), "code", is_searched=True, only_export=True),
        *PROGRAMME,
        FacetColumn("grade", _("年级"), is_filter=True),
        FacetColumn("size", _("填报人数"), "number"),
        FacetColumn("on_roll", _("名册人数"), "number"),
        FacetColumn("agreement", _("核对"), "badge", is_filter=True, labels=AGREEMENT, tones={"same": "good", "differs": "warn"}),
    ),
    feeds=(Feed(ROSTERS, "MCBJ", {"name": "BJMC", "number_of_class": "BH", "programme_code": "ZYDM", "grade": "NJ", "size": "XSS"}),),
    sort=("school", "-grade", "name"), derive=deriving.classes,
)  # fmt: skip
EQUIPMENT = Facet(
    "equipment", _("实训室和设备"), _("实训室和登记的仪器设备；全校设备总值在办学条件年报里。"), "tool",
    columns=(
        FacetColumn("name", _("名称"), is_searched=True, sub="code"),
        FacetColumn("code", _("编号"), "code", is_searched=True, only_export=True),
        FacetColumn("kind", _("类别"), is_filter=True, labels={"room": _("实训室"), "device": _("仪器设备")}),
        FacetColumn("model", _("型号"), is_searched=True, only_export=True),
        FacetColumn("room", _("房间"), is_searched=True, priority=2),
        FacetColumn("seats", _("工位数"), "number"),
        FacetColumn("value", _("价格"), "money", priority=2),
        FacetColumn("enterprise", _("合作企业"), is_searched=True, priority=2),
        FacetColumn("since", _("建立或购置日期"), "date", priority=2),
    ),
    feeds=(
        Feed(BASE, "ODS_ZZSXSJBSJ", ROOM, {"kind": "room"}),
        Feed(HIGHER, "ODS_SXSJBSJ", ROOM, {"kind": "room"}),
        Feed(HIGHER, "ODS_YQSBJBSJ", {
            "name": "YQMC", "code": "YQH", "model": "YQXH", "room": "FJMC", "value": "YQJG", "since": "GZRQ",
        }, {"kind": "device"}),
    ),
    sort=("school", "kind", "name"),
)  # fmt: skip
CONDITIONS = Facet(
    "conditions", _("办学条件年报"), _("各学年年报的数；与标准相比缺多少，见学校概况。"), "building",
    columns=(
        FacetColumn("year", _("学年"), is_filter=True),
        FacetColumn("land", _("占地（平方米）"), "number"),
        FacetColumn("floor", _("校舍（平方米）"), "number"),
        FacetColumn("students", _("在校生"), "number"),
        FacetColumn("teachers", _("专任教师"), "number"),
        FacetColumn("senior", _("高级职称"), "number", only_export=True),
        FacetColumn("specialists", _("专业课教师"), "number", only_export=True),
        FacetColumn("dual", _("双师型"), "number", priority=2),
        FacetColumn("external", _("校外兼职教师"), "number", only_export=True),
        FacetColumn("equipment", _("设备总值"), "money", priority=2),
        FacetColumn("new_equipment", _("当年新增设备值（元）"), "money", only_export=True),
        FacetColumn("books", _("图书（册）"), "number", priority=2),
        FacetColumn("computers", _("教学用计算机（台）"), "number", only_export=True),
        FacetColumn("teaching_floor", _("教学行政用房面积（平方米）"), "number", only_export=True),
        FacetColumn("dormitories", _("学生宿舍面积（平方米）"), "number", only_export=True),
    ),
    feeds=(
        Feed(ROSTERS, "MCBXTJ", {
            "year": "XN", "land": "ZDMJ", "floor": "JZMJ", "students": "XSS", "teachers": "ZRJSS", "senior": "GJZCS",
            "specialists": "ZYJSS", "dual": "SSXJS", "external": "JZJSS", "equipment": "SBZZ", "new_equipment": "XZSB", "books": "TSCS",
            "computers": "JSJTS", "teaching_floor": "JXMJ", "dormitories": "SSMJ",
        }),
    ),
    sort=("-year", "school"),
)  # fmt: skip
FACETS: Mapping[str, Facet] = MappingProxyType(
    {facet.slug: facet for facet in (PROGRAMMES, TEACHERS, COURSES, TEXTBOOKS, BASES, CLASSES, EQUIPMENT, CONDITIONS)}
)
