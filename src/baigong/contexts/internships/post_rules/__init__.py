"""Which posts the rules on internships allow: judged at entry, on each day of the post by the edition in force that day."""

from baigong.contexts.internships.post_rules.findings import EXCEPTED, Finding, Force
from baigong.contexts.internships.post_rules.judging import Judgement, judge, standing_of

__all__ = ["EXCEPTED", "Finding", "Force", "Judgement", "judge", "standing_of"]
