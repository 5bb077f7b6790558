"""What stops the demonstration."""


class DemoError(Exception):
    """The demonstration cannot go on; the message is for the person at the terminal and says what to do."""
