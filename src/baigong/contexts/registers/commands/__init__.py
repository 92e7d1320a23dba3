"""Subcommands of ``baigong returns``: a module names itself (``NAME``, ``HELP``), ``add_arguments(parser)``, ``run(options, stdout, stderr)``."""
