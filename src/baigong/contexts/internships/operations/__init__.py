"""HTTP operations of the context; one file a subject."""

from ninja import Router

from baigong.contexts.internships.operations import duty, posts, work

router = Router(tags=["internships"])
router.add_router("", posts.router)
router.add_router("", work.router)
router.add_router("", duty.router)
