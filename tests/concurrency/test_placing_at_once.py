"""Two schools publish at one firm at the same moment, as processes on both databases: the firm never has more than the law allows."""

from __future__ import annotations


def test_of_two_schools_that_publish_at_once_one_is_told_what_the_other_took(house, tmp_path):
    assert house.start("-m", "tests.concurrency.placing_acts", "make", "").wait(120) == 0
    first = len(house.processes)
    running = [house.start("-m", "tests.concurrency.placing_acts", str(number), str(tmp_path)) for number in range(2)]
    for process in running:
        assert process.wait(120) == 0, [log.read_text()[-2000:] for log in sorted(house.var.glob("log-*"))]
    told = [(house.var / f"log-{first + number}").read_text().split()[-1] for number in range(2)]
    assert sorted(told) == ["cap_taken", "published"]
    assert house.ask("SELECT count(*) FROM internships_placement") == [(3,)]
