"""Wuwei (武威市): the facts of its plan."""
