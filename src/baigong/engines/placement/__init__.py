"""Internship placement: the most placements, then the best fit, under nested caps on every day; with a certificate and explanations.

What callers use: ``facts`` (the request), ``results`` (the answer), ``solving.solve``, ``checking.check``,
``explaining.explain_student`` and ``explain_post``, ``changing.withdraw`` and ``what_if``.
Days are dates, ids are strings, points are integers; nothing is a float.
"""
