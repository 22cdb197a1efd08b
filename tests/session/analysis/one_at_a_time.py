"""A task queue for tests, which computes where it is asked."""


class OneAtATime:
    """A task queue without a thread that computes one item at each `take`."""

    def __init__(self):
        self.items, self.trouble = None, None

    @property
    def running(self):
        return self.items is not None

    def start(self, work):
        self.items = iter(work())

    def cancel(self):
        self.items = None

    def failure(self):
        trouble, self.trouble = self.trouble, None
        return trouble

    def take(self):
        if self.items is None:
            return []
        try:
            return [next(self.items)]
        except StopIteration:
            self.items = None
        except Exception as error:
            self.items, self.trouble = None, error
        return []
