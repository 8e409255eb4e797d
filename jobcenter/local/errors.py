"""The one way local services say no: a sentence for the person at the keyboard."""


class LocalServiceError(Exception):
    """What went wrong and what to do about it, in one or two plain sentences."""
