"""Tables of enterprises."""

from baigong.contexts.enterprises.models.alliances import (
    Alliance,
    AllianceKind,
    AllianceLevel,
    AllianceMember,
    AllianceRecord,
    AllianceState,
    MemberRole,
    RecordKind,
)
from baigong.contexts.enterprises.models.applications import (
    OPEN_APPLICATIONS,
    ApplicationPaper,
    ApplicationPaperKind,
    ApplicationState,
    EnterpriseApplication,
)
from baigong.contexts.enterprises.models.cooperation import Cooperation, CooperationKind, CooperationState
from baigong.contexts.enterprises.models.flags import Flag, FlagKind, FlagState, flag_choices, flag_kinds
from baigong.contexts.enterprises.models.register import Enterprise, EnterpriseState, Ownership, PostKind, Site, Size, Stake
from baigong.contexts.enterprises.models.staff import (
    InsuredCount,
    Period,
    Source,
    StaffBatch,
    StaffByPost,
    StaffDefinition,
    StaffReturn,
    StaffReturnState,
)

__all__ = [
    "OPEN_APPLICATIONS",
    "Alliance",
    "AllianceKind",
    "AllianceLevel",
    "AllianceMember",
    "AllianceRecord",
    "AllianceState",
    "ApplicationPaper",
    "ApplicationPaperKind",
    "ApplicationState",
    "Cooperation",
    "CooperationKind",
    "CooperationState",
    "Enterprise",
    "EnterpriseApplication",
    "EnterpriseState",
    "Flag",
    "FlagKind",
    "FlagState",
    "InsuredCount",
    "MemberRole",
    "Ownership",
    "Period",
    "PostKind",
    "RecordKind",
    "Site",
    "Size",
    "Source",
    "StaffBatch",
    "StaffByPost",
    "StaffDefinition",
    "StaffReturn",
    "StaffReturnState",
    "Stake",
    "flag_choices",
    "flag_kinds",
]
