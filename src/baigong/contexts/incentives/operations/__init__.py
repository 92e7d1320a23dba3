"""HTTP operations of the context; one file a subject."""

from ninja import Router

from baigong.contexts.incentives.operations import catalogue, credit

router = Router(tags=["incentives"])
router.add_router("", catalogue.router)
router.add_router("", credit.router)
