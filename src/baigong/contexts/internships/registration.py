"""What the context registers at start: menus, search, words of the log."""

from baigong.contexts.internships import (
    registration_of_apprenticeship,  # noqa: F401  (cohorts and subsidies)
    registration_of_duty,  # noqa: F401  (the duty of places)
    registration_of_placing,  # noqa: F401  (posts, interns and rounds)
    registration_of_work,  # noqa: F401  (agreements, work, the end, the hotline)
)
