"""What the program refuses to do; whoever shows it need not know who refused."""


class UserError(ValueError):
    """Something that cannot be done; its text is a sentence for a person."""
