"""Credentials in the demonstration: taken along by those who banked; one looked into, one revoked; a key replaced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from baigong.contexts.credit_bank import public as credits
from baigong.delivery.demonstration.cast import Cast, Episode
from baigong.delivery.demonstration.reports import at
from baigong.engines.credentials.controllers import PublishedKey, controller_document
from baigong.engines.credentials.keys import Ed25519Signer
from baigong.kernel.access import Actor
from baigong.kernel.workflow import fire

NEIGHBOUR = "did:web:xuefen.example.cn"


def credentials(cast: Cast) -> Iterator[Episode]:
    """What happens with credentials, each on its day."""
    story = _Story(cast)
    yield date(2022, 2, 7), story.accept_neighbour
    for name, day in (("xuesheng", date(2022, 6, 6)), ("nongmin", date(2022, 6, 7)), ("gongren", date(2022, 6, 8))):
        yield day, partial(story.take_along, name, day)
    yield date(2022, 6, 9), story.issue_for_others
    yield date(2022, 6, 9), story.take_whole_record
    yield date(2022, 6, 10), story.change_key
    yield date(2022, 6, 15), story.look_into_two


@dataclass
class _Story:
    cast: Cast

    @property
    def office(self) -> Actor:
        """Who keeps the keys."""
        return self.cast.accounts["xuefen"]

    def accept_neighbour(self) -> None:
        """Another bank's credentials are accepted by agreement, one is no longer."""
        day = at(date(2022, 2, 7))
        keys = [PublishedKey("key-1", Ed25519Signer(b"\1" * 32).public)]
        for did, name in ((NEIGHBOUR, "示例省学分银行"), ("did:web:old.example.cn", "示例培训联盟")):
            document = json.dumps(controller_document(did, keys), ensure_ascii=False)
            row = credits.trust_issuer(actor=self.office, now=day, did=did, name=name, document=document, basis="学分互认协议（示例）")
        credits.end_trust(actor=self.office, now=at(date(2022, 2, 8)), issuer=row)

    def take_along(self, name: str, day: date) -> None:
        """Somebody has credentials issued over everything recognised."""
        actor = self.cast.accounts[name]
        rows = credits.Outcome.objects.filter(learner__user_id=actor.user_id or 0, state=credits.OutcomeState.RECOGNISED)
        credits.issue_credentials(actor=actor, now=at(day), outcomes=list(rows))

    def issue_for_others(self) -> None:
        """The office issues for those who came to the desk."""
        rows = credits.Outcome.objects.filter(learner__user=None, state=credits.OutcomeState.RECOGNISED).order_by("pk")[:6]
        credits.issue_credentials(actor=self.office, now=at(date(2022, 6, 9)), outcomes=list(rows))

    def take_whole_record(self) -> None:
        """The farmer takes everything along as one signed record."""
        day, actor = at(date(2022, 6, 9), 16), self.cast.accounts["nongmin"]
        learner = credits.Learner.objects.get(user_id=actor.user_id or 0)
        rows = credits.Outcome.objects.filter(learner=learner, state=credits.OutcomeState.RECOGNISED)
        credits.issue_record(actor=actor, now=day, learner=learner, outcomes=list(rows))

    def change_key(self) -> None:
        """The key is replaced; the one for SM2 is made, too."""
        for algorithm in credits.KeyAlgorithm.values:
            credits.rotate_key(actor=self.office, now=at(date(2022, 6, 10)), algorithm=algorithm, reason="按年度更换（示例）")

    def look_into_two(self) -> None:
        """One is suspended while it is looked into, one is revoked."""
        day = date(2022, 6, 15)
        first, *others = credits.Credential.objects.filter(learner__user=None).order_by("pk")
        fire(first, "suspend", actor=self.office, now=at(day), reason="核查证书编号（示例）")
        if others:
            fire(others[-1], "revoke", actor=self.office, now=at(day, 15), reason="持有人申请更正姓名后换发（示例）")
