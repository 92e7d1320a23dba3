"""Papers of a row: files that show something of it, each kept with its hash, once, and never replaced; who read one is in the log.

A context declares a model (``Paper`` and what is its own), a policy and one ``Papers``; its services lock the row, ask the policy and the
state, and hand over. See docs/kernel/papers.md.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.kernel import audit
from baigong.kernel.access import Actor, Policy
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.files import BEGINNINGS, examine_upload, open_stored, store


class Paper(models.Model):
    """A file of a row. What is one's own: the row it belongs to (``related_name="evidence"``), ``kind``, ``file`` with its folder,
    ``privacy``, and the constraint that one content stands once at a row.
    """

    file_name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(_("摘要"), max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("上传人"))
    added_at = models.DateTimeField(_("上传时间"))

    file: Any
    """The ``FileField`` of a kind of papers: each has its folder."""

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file_name


class TitledPaper(Paper):
    """A paper that people call by a title of theirs; without one it is called by its file's name."""

    title = models.CharField(_("名称"), max_length=200)

    class Meta(Paper.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title


P = TypeVar("P", bound=Paper)
_declared: list[Papers[Any]] = []


def all_papers() -> list[Papers[Any]]:
    """Every declared kind of papers."""
    return list(_declared)


@dataclass(frozen=True)
class Papers(Generic[P]):
    """How the papers of one model are kept.

    ``owner`` names the relation to the row; ``kinds`` are its choices; ``most`` is how many a row may have; ``accepted`` are endings with
    how such a content begins. Writing expects that the caller holds the transaction and the row's lock and has asked the policy.
    """

    policy: Policy[P]
    owner: str
    kinds: Callable[[], Iterable[tuple[Any, Any]]]
    most: int
    accepted: Mapping[str, bytes] = field(default_factory=lambda: BEGINNINGS)

    def __post_init__(self) -> None:
        """Make it known, so that a test can ask whether the log has words for what is done with it."""
        _declared.append(self)

    @property
    def endings(self) -> str:
        """What a file input accepts."""
        return ",".join(self.accepted)

    @property
    def actions(self) -> tuple[str, str, str]:
        """What stands in the log."""
        return self._action("added"), self._action("removed"), self._action("read")

    def add(self, *, actor: Actor, now: datetime, to: models.Model, kind: str, upload: UploadedFile[Any], **own: Any) -> P:
        """Keep an upload as a paper of ``to``; ``own`` are values of the model's own fields.

        Raises ``Refusal``: ``kind``, those of ``examine_upload``, ``too_many``, ``attached_twice`` (409), ``disk_full``.
        """
        if kind not in {value for value, _label in self.kinds()}:
            raise at_field("kind", gettext("请选择材料类别。"))
        incoming = examine_upload(upload, self.accepted)
        self.require_room(to)
        twin = self._of(to).filter(sha256=incoming.sha256).first()
        if twin is not None:
            words = gettext("“%(name)s”与已有的材料“%(known)s”内容完全相同，没有重复保存。") % {"name": incoming.name, "known": twin}
            raise Refusal(words, code="attached_twice", status=409, fields={"file": words})
        if issubclass(self.policy.model, TitledPaper):
            own["title"] = own.get("title", "").strip()[:200] or PurePath(incoming.name).stem
        piece = self.policy.model(
            **{self.owner: to}, **own, kind=kind, file_name=incoming.name, size=incoming.size, sha256=incoming.sha256,
            added_by_id=actor.user_id, added_at=now,
        )  # fmt: skip
        store(piece.file, f"{uuid.uuid4().hex}{incoming.ending}", upload)
        piece.save(force_insert=True)
        audit.record(actor, self._action("added"), piece, now=now, detail=self._facts(piece))
        return piece

    def require_room(self, to: models.Model) -> None:
        """Raise ``Refusal`` (``too_many``) where a row has as many papers as it may have."""
        if self._of(to).count() >= self.most:
            words = gettext("“%(row)s”最多%(n)d件材料；请合并后再传。") % {"row": to, "n": self.most}
            raise Refusal(words, code="too_many", fields={"file": words})

    def remove(self, *, actor: Actor, now: datetime, piece: P) -> None:
        """Take a paper out; the log keeps its hash, its file goes with the next sweep."""
        audit.record(actor, self._action("removed"), piece, now=now, detail=self._facts(piece))
        piece.delete()

    def open(self, *, actor: Actor, now: datetime, piece: P) -> File[bytes]:
        """The file, for whom the policy lets see it. Every reading is in the log: papers may hold lists of people."""
        self.policy.require(actor, "view", piece)
        opened = open_stored(piece.file, piece.file_name)
        audit.record(actor, self._action("read"), piece, now=now, detail={"sha256": piece.sha256})
        return opened

    def _of(self, to: models.Model) -> models.QuerySet[P]:
        return self.policy.model._default_manager.filter(**{self.owner: to})

    def _action(self, what: str) -> str:
        return f"{self.policy.label}.{what}"

    def _facts(self, piece: P) -> dict[str, Any]:
        return {self.owner: getattr(piece, f"{self.owner}_id"), "sha256": piece.sha256}
