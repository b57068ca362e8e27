"""What the tests of the semantics share with integration tests: the command line."""

from tests.integration.conftest import command

__all__ = ["command"]
