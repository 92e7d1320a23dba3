"""HTTP operations of the context; one file a subject."""

from ninja import Router

from baigong.contexts.schools.operations import projects, reviews

router = Router(tags=["schools"])
for part in (projects, reviews):
    router.add_router("", part.router)
