"""What is wrong with a folder of content."""


class ContentError(Exception):
    """Some files can't be taken; nothing of the folder was stored.

    `problems` are sentences that name the file, the place in it, and what to do.
    """

    def __init__(self, problems):
        self.problems = problems
        super().__init__("\n".join(problems))


class ProblemError(Exception):
    """One thing that is wrong at one place of one file."""

    def __init__(self, place, message):
        self.place = place
        self.message = message
        super().__init__(f"{place}: {message}")
