"""Kernel: the sandbox - a tenant of rehearsals, whose events no other service takes in.

Its organizations bear codes that end alike, so that nobody mistakes one for a real one.
"""

SANDBOX = "LA-SANDBOX"
SANDBOX_ENDING = "-SANDBOX"


def in_sandbox(org_id: str) -> bool:
    """Whether the organization is only for rehearsals."""
    return org_id.endswith(SANDBOX_ENDING)
