"""The life of a placement after it is published: formalities, work, end. Contract for the part that makes placements (helper R):

- ``models/placement_states.py`` has the states: ``Placement.state`` uses them, default ``PLANNED``. PLANNED = published, formalities to do; what is
  not published yet is a line of the round, no placement.
- the machine reads ``Placement``: ``intern``, ``post``, ``school`` and ``enterprise`` (organisations of both, kept on the row for policy and
  lists), ``starts_on``, ``ends_on``, ``state``; of ``Intern``: ``name``, ``birth_on``, ``student_number``, ``class_name``, ``programme_code``,
  ``programme_name``, ``user`` (its login, or none), ``number_hash``, guardian ``guardian_name``, ``guardian_phone``, ``guardian_relation``;
  of ``Post``: ``title``, ``wage`` (or none: unknown), ``hours_a_day``, ``has_housing``, ``mentor``.
- ``access_of_work.PLACEMENT_POLICY`` is the policy of placements (one a model): import it. Routes: ``internships:placement`` (page of one, its
  ``get_absolute_url``) and ``internships:placements`` (list) are of this part.
- a student who withdraws before the start: ``fire(placement, "withdraw", …)``; the place is free for the refill when it returns.
"""
