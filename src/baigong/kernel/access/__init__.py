"""Access: actors hold roles at organisations; one policy per model gives the row filter and the yes/no with its reason."""

from baigong.kernel.access.actors import ANONYMOUS, SYSTEM, Actor, Holding, Reach, Role, all_roles, role
from baigong.kernel.access.policies import Allow, Decision, Policy, all_policies
from baigong.kernel.access.requests import Request
from baigong.kernel.access.routes import public, requires, signed_in

__all__ = [
    "ANONYMOUS",
    "SYSTEM",
    "Actor",
    "Allow",
    "Decision",
    "Holding",
    "Policy",
    "Reach",
    "Request",
    "Role",
    "all_policies",
    "all_roles",
    "public",
    "requires",
    "role",
    "signed_in",
]
