"""Subcommands of `baigong returns`: a module has ``NAME``, ``HELP``, ``add_arguments(parser)`` and ``run(options, stdout, stderr)``."""
