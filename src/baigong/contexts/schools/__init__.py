"""What schools are and have: conditions, programmes, teachers, books, and the projects they build."""
