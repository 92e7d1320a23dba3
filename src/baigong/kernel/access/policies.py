"""One policy per model: from the same declaration come the row filter (one SQL predicate) and the yes/no with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from baigong.kernel.access.actors import Actor, Holding, Reach, Role
from baigong.kernel.access.conditions import Condition, fits, is_to_many
from baigong.kernel.errors import NotPermitted

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Allow:
    """One rule of a policy: ``roles`` may do ``actions`` on rows that belong to them through ``via`` while ``when`` holds.

    ``via`` names an entry of ``Policy.relations``; without it the role suffices wherever the row belongs.
    ``when`` maps field paths to a value or a set of values (``state``: {"open", "locked"}; ``plan__is_public``: True).
    ``anyone`` grants the actions to the public; ``signed_in`` to everybody with an account; ``mine`` names the path
    of a field that must equal the actor's user id.
    """

    actions: frozenset[str]
    roles: frozenset[Role] = frozenset()
    via: str | None = None
    when: tuple[tuple[str, frozenset[Any]], ...] = ()
    anyone: bool = False
    signed_in: bool = False
    mine: str | None = None

    @classmethod
    def of(
        cls,
        actions: str | Iterable[str],
        roles: Iterable[Role] = (),
        *,
        via: str | None = None,
        when: Mapping[str, Any] | None = None,
        anyone: bool = False,
        signed_in: bool = False,
        mine: str | None = None,
    ) -> Allow:
        """Declare a rule in words: actions as ``"view edit"`` or an iterable, ``when`` as a mapping."""
        conditions = tuple(
            (path, frozenset(value) if isinstance(value, (set, frozenset, list, tuple)) else frozenset({value}))
            for path, value in (when or {}).items()
        )
        names = actions.split() if isinstance(actions, str) else actions
        return cls(frozenset(names), frozenset(roles), via, conditions, anyone, signed_in, mine)

    def holdings(self, actor: Actor) -> tuple[Holding, ...]:
        """The actor's holdings that this rule speaks of."""
        return actor.at(*self.roles)

    def addresses(self, actor: Actor) -> bool:
        """Whether the rule can apply to this actor at all, whichever the row."""
        if self.anyone or (self.signed_in and actor.is_authenticated):
            return True
        if self.mine:
            return actor.user_id is not None and (not self.roles or actor.has(*self.roles))
        return bool(self.holdings(actor))


@dataclass(frozen=True)
class Decision:
    """Whether an act is allowed, and the reason in words for the person."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


@dataclass
class Policy(Generic[M]):
    """Who may do what on rows of ``model``.

    ``relations`` maps a name to the path from a row to an organisation (``"organisation"``, ``"responsibilities__body"``;
    ``""`` when the row itself is an organisation). Organisations carry their tree place in ``path``.
    """

    model: type[M]
    rules: list[Allow]
    relations: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a rule that names an undeclared relation, and register the policy."""
        for rule in self.rules:
            if rule.via is not None and rule.via not in self.relations:
                raise ValueError(f"{self.label}: rule via {rule.via!r} names no relation")
            if not (rule.roles or rule.anyone or rule.signed_in or rule.mine):
                raise ValueError(f"{self.label}: a rule for {sorted(rule.actions)} speaks of nobody")
        if self.label in _policies:
            raise ValueError(f"{self.label} has two policies")
        _policies[self.label] = self

    @property
    def label(self) -> str:
        """``plans.task``: the stem of permissions, audit events, URL names and templates."""
        return f"{self.model._meta.app_label}.{self.model._meta.model_name}"

    @property
    def actions(self) -> frozenset[str]:
        """Every action some rule speaks of."""
        return frozenset().union(*(rule.actions for rule in self.rules))

    def permission(self, action: str) -> str:
        """The full name of an action, ``plans.task.view``. Raises ``ValueError`` for one no rule speaks of."""
        if action not in self.actions:
            raise ValueError(f"{self.label} knows no action {action!r}; it knows {sorted(self.actions)}")
        return f"{self.label}.{action}"

    def _rules(self, action: str) -> list[Allow]:
        self.permission(action)
        return [rule for rule in self.rules if action in rule.actions]

    # -- the filter ---------------------------------------------------------------------------------------------

    def predicate(self, actor: Actor, action: str, *, by_keys: bool = False) -> Q:
        """The SQL predicate of rows on which ``actor`` may do ``action``; ``by_keys``: as ``visible`` says."""
        rules = self._rules(action)
        if actor.is_system:
            return Q()
        total = Q(pk__in=[])
        for rule in rules:
            if rule.addresses(actor):
                part = self._rule_predicate(rule, actor, by_keys)
                if not part:  # an unconditional rule: every row. ``Q(…) | Q()`` would drop it and keep the other side
                    return Q()
                total |= part
        return total

    def _rule_predicate(self, rule: Allow, actor: Actor, by_keys: bool) -> Q:
        where = Q()
        for path, values in rule.when:
            where &= _membership(path, values)
        if rule.mine:
            where &= Q(**{rule.mine: actor.user_id})
        conditions = [path for path, _values in rule.when] + ([rule.mine] if rule.mine else [])
        if rule.via is None or rule.anyone or rule.signed_in:
            return self._single_valued(where, conditions)
        prefix = self.relations[rule.via]
        stem = f"{prefix}__" if prefix else ""
        reach = Q()
        for holding in rule.holdings(actor):
            if holding.role.reach is Reach.EVERYWHERE:
                return self._single_valued(where, conditions)
            lookup = "path__startswith" if holding.role.reach is Reach.SUBTREE else "path"
            place = f"{stem}{lookup}"
            reach |= _by_keys(self.model, place, holding.path) if by_keys else Q(**{place: holding.path})
        return self._single_valued(where & reach, [prefix, *conditions])

    def _single_valued(self, q: Q, paths: Iterable[str]) -> Q:
        """Wrap a predicate over a to-many path in a sub-query, so that a row never appears twice."""
        if any(path and is_to_many(self.model, path) for path in paths):
            return Q(pk__in=self.model._default_manager.filter(q).values("pk"))
        return q

    def visible(self, actor: Actor, action: str = "view", *, by_keys: bool = False) -> QuerySet[M]:
        """The rows on which ``actor`` may do ``action``.

        ``by_keys``: the same rows, the bodies on the way to them looked up by key instead of joined. Of a table of millions with two ways
        to a body ("mine to decide or of my learners") a condition over two joins is answered by no index, so that who has few rows waits
        for all of them; for who has many the joins are sooner, since a page of them is found by walking the list.
        """
        return self.model._default_manager.filter(self.predicate(actor, action, by_keys=by_keys))

    def get_or_404(self, actor: Actor, queryset: QuerySet[M] | None = None, /, **lookup: Any) -> M:
        """The row of ``lookup`` in the actor's sight; 404 when there is none or it is not theirs to see."""
        rows = (self.model._default_manager.all() if queryset is None else queryset).filter(self.predicate(actor, "view"))
        row = rows.filter(**lookup).first()
        if row is None:
            raise Http404(_("没有找到%(what)s，或不在您的职责范围内。") % {"what": self.model._meta.verbose_name})
        return row

    # -- the decision -------------------------------------------------------------------------------------------

    def decide(self, actor: Actor, action: str, row: M) -> Decision:
        """Whether ``actor`` may do ``action`` on ``row``, with the reason; agrees with ``visible`` (tested)."""
        rules = self._rules(action)
        if actor.is_system:
            return Decision(True, _("系统操作"))
        addressed = [rule for rule in rules if rule.addresses(actor)]
        for rule in addressed:
            if self._matches(rule, actor, row):
                return Decision(True, _granted(rule, actor))
        if not addressed:
            labels = "、".join(sorted({str(r.label) for rule in rules for r in rule.roles}))
            return Decision(False, _("此项操作属于：%(roles)s。") % {"roles": labels or _("无人")})
        if any(self._matches(replace(rule, when=()), actor, row) for rule in addressed):
            return Decision(False, _("“%(row)s”当前的状态不允许此项操作。") % {"row": row})
        return Decision(False, _("“%(row)s”不属于您所在的单位。") % {"row": row})

    def require(self, actor: Actor, action: str, row: M) -> None:
        """Raise ``NotPermitted`` with the reason unless ``actor`` may do ``action`` on ``row``."""
        decision = self.decide(actor, action, row)
        if not decision:
            raise NotPermitted(decision.reason, code="not_permitted")

    def reachable(self, actor: Actor, action: str) -> bool:
        """Whether ``actor`` could do ``action`` on some row: what a route or a menu entry asks."""
        return actor.is_system or any(rule.addresses(actor) for rule in self._rules(action))

    def _matches(self, rule: Allow, actor: Actor, row: M) -> bool:
        """Whether the rule grants ``row``; the same question as ``_rule_predicate``, asked of a row at hand."""
        conditions: list[Condition] = [(path, values.__contains__) for path, values in rule.when]
        if rule.mine:
            conditions.append((rule.mine, lambda value: value == actor.user_id))
        if rule.via is not None and not rule.anyone and not rule.signed_in:
            holdings = rule.holdings(actor)
            if not any(h.role.reach is Reach.EVERYWHERE for h in holdings):
                prefix = self.relations[rule.via]
                stem = f"{prefix}__path" if prefix else "path"
                conditions.append((stem, lambda path: bool(path) and any(h.covers(path) for h in holdings)))
        return fits(row, conditions)


_policies: dict[str, Policy[Any]] = {}


def all_policies() -> dict[str, Policy[Any]]:
    """Every declared policy by label (``plans.task``)."""
    return dict(_policies)


def _by_keys(model: type[Model], path: str, value: Any) -> Q:
    """``Q(path=value)`` with the keys of each step looked up by themselves instead of joined."""
    head, _, rest = path.partition("__")
    related = next((f.related_model for f in model._meta.get_fields() if f.name == head), None)
    if not rest or not isinstance(related, type):
        return Q(**{path: value})
    keys = related._default_manager.filter(_by_keys(related, rest, value)).order_by().values("pk")
    return Q(**{f"{head}__in": keys})


def _membership(path: str, values: frozenset[Any]) -> Q:
    """``path`` equals one of ``values``; ``None`` among them means "is empty" (SQL's IN never matches NULL)."""
    some = Q(**{f"{path}__in": [v for v in values if v is not None]})
    return some | Q(**{f"{path}__isnull": True}) if None in values else some


def _granted(rule: Allow, actor: Actor) -> str:
    if rule.anyone:
        return _("对公众开放")
    if rule.signed_in or (rule.mine and not rule.roles):
        return _("登录用户均可") if rule.signed_in else _("本人")
    return _("凭“%(roles)s”的职责") % {"roles": "、".join(str(h.role.label) for h in rule.holdings(actor))}
