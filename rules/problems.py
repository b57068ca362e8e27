"""Responsible for how bad input is told: in sentences that say what to mend and where."""


class BadInput(Exception):  # noqa: N818 - users read it; it is not a crash
    """Input that can't be used; each of `problems` is one sentence naming file, cell or setting."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
