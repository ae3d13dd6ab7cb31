"""What a run has to say at its end."""

from collections.abc import Sequence

from tests.chaos.harness import Chaos, Verdict

Rows = Sequence[tuple[str, object]]


def table(chaos: Chaos, verdict: Verdict, own: Rows, seconds: float) -> Rows:
    """What there is to say, by name; ``own`` is of this kind of run alone."""
    report = verdict.report
    return [
        ("nudges", f"{chaos.nudges:,}"),
        ("DMs", f"{len(report['messages']):,}"),
        *own,
        ("requests", f"{sum(report['requests'].values()):,}"),
        ("  in the fullest second", report["peak"]),
        ("  refused by the limit", report["over_the_limit"]),
        ("  401, 403 and 429", report["invalid"]),
        ("faults", sum(report["faults"].values())),
        *((f"  {kind}", count) for kind, count in sorted(report["faults"].items())),
        ("lost", _named(verdict.lost)),
        ("doubled", _named(verdict.doubled)),
        ("states of the nudges", verdict.states),
        ("deliveries not settled", verdict.unsettled),
        ("integrity of the database", verdict.integrity),
        *(("wrong", complaint) for complaint in verdict.wrong),
        ("seconds", round(seconds, 1)),
        ("verdict", "good" if verdict.is_good else "NOT GOOD"),
    ]


def _named(nudge_ids: list[int]) -> str:
    some = ", ".join(map(str, nudge_ids[:10])) + (", …" if len(nudge_ids) > 10 else "")
    return f"{len(nudge_ids)} (nudges {some})" if nudge_ids else "0"
