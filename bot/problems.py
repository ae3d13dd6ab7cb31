"""What stops the bot from starting, said so that an officer can mend it."""


class StartProblem(Exception):
    """Something the officer can mend; ``str()`` is one sentence or two with the next step."""
