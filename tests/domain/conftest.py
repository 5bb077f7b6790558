"""What all tests of the domain share."""

from tests.support.examples import use_unhurried_examples

use_unhurried_examples()
