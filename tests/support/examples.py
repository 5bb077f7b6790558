"""Examples that hypothesis makes: fifty a test where the test does not say, and none fails for being slow."""

import hypothesis


def use_unhurried_examples() -> None:
    """For all tests from now on; a busy machine is no failure."""
    hypothesis.settings.register_profile("unhurried", deadline=None, max_examples=50)
    hypothesis.settings.load_profile("unhurried")
