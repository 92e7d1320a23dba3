"""HTTP operations of the context; one file a subject."""

from ninja import Router

from baigong.contexts.credit_bank.operations import assessments, credentials, exemptions, outcomes

router = Router(tags=["credit_bank"])
router.add_router("credentials", credentials.router)
router.add_router("", outcomes.router)
router.add_router("", exemptions.router)
router.add_router("", assessments.router)
