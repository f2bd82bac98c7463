"""How many examples hypothesis tries, and how golden logs are written anew."""

import os

from hypothesis import HealthCheck, settings

# The same examples every time, so that a change is judged by itself.
settings.register_profile(
    "default",
    max_examples=40,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# Fresh examples every time, and many of them.
settings.register_profile(
    "thorough",
    settings.get_profile("default"),
    max_examples=1000,
    derandomize=False,
    print_blob=True,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden logs of tests/golden anew",
    )
