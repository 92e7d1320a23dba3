"""What schools have, as they returned it: programmes, teachers, courses, books, bases, classes, rooms and equipment, read from the lake.

``declaration`` says what a facet is, ``declared`` names them with the tables that feed them, ``reading`` makes their rows, ``deriving``
adds what follows from a row by a rule, ``listings`` makes the lists.
"""
