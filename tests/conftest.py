"""What holds for all tests: Ctrl-C, how many examples, how golden logs are renewed."""

import os
import signal
import threading

from hypothesis import HealthCheck, settings

# What a shell starts behind it ignores Ctrl-C, and so would the commands that tests
# start and interrupt.
if (
    threading.current_thread() is threading.main_thread()
    and signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):
    signal.signal(signal.SIGINT, signal.default_int_handler)

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
