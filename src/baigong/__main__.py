"""``python -m baigong`` is ``baigong``."""

from baigong.delivery.cli import main

main()
