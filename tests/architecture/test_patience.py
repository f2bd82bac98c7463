"""No test fails because the machine is busy: those forms that can be found by reading.

What measures speed is in tests/benchmarks, as ratios or in seconds of CPU. Whatever
else waits, waits a minute at least for what comes late on a busy machine, and waits for
a condition: a pause of fixed length is too long or too short.
"""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FILES = sorted(
    path
    for path in TESTS.rglob("*.py")
    if "benchmarks" not in path.relative_to(TESTS).parts
)
LEAST_S = 60.0
# Clocks that tell how long something took. time.monotonic is for giving up at last.
STOPWATCHES = {"perf_counter", "perf_counter_ns", "process_time", "process_time_ns"}
STOPWATCHES |= {"thread_time", "time_ns", "default_timer"}
# What takes seconds as its first argument, and what takes milliseconds (Playwright's).
IN_SECONDS = {"wait", "settimeout", "setdefaulttimeout"}
IN_MS = {"set_default_timeout", "set_default_navigation_timeout"}
PLAYWRIGHT = ("wait_for", "expect_", "to_", "goto", "click", "fill", "press", "hover")
PLAYWRIGHT += ("launch", "check", "reload", "select_option", "screenshot")
LONGEST_PAUSE_S = 0.5  # of a loop that asks again


def complaints(source):
    """Return what in a test's source rests on how fast the machine is, by line."""
    tree = ast.parse(source)
    constants = {
        target.id: value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and (value := number(node.value, {})) is not None
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = [
        (0, f"{name} is under a minute")
        for name, value in constants.items()
        for end, least in (("PATIENCE_S", LEAST_S), ("PATIENCE_MS", 1000 * LEAST_S))
        if name.endswith(end) and value < least
    ]
    asking = pauses_of_loops(tree)
    for node in ast.walk(tree):
        found += [(node.lineno, text) for text in of_node(node, constants, asking)]
    return sorted(found)


def of_node(node, constants, asking):
    if isinstance(node, ast.Attribute | ast.Name) and named(node) in STOPWATCHES:
        yield "a stopwatch"
    if isinstance(node, ast.Attribute) and ast.unparse(node) == "time.time":
        yield "a stopwatch"
    if isinstance(node, ast.BinOp) and "monotonic()" in ast.unparse(node.left):
        more = number(node.right, constants)
        if isinstance(node.op, ast.Sub) or (more is not None and more < LEAST_S):
            yield "gives up within a minute, or measures"
    if isinstance(node, ast.For):
        yield from of_loop(node, constants)
    if isinstance(node, ast.Call):
        yield from of_call(node, constants, asking)


def of_call(call, constants, asking):
    name = named(call.func)
    first = number(call.args[0], constants) if call.args else None
    if name == "sleep" and first is not None and first > LONGEST_PAUSE_S:
        yield "a pause instead of a condition"
    if name == "wait_for_timeout" and call not in asking:
        yield "a pause instead of a condition"
    if name in IN_SECONDS and first is not None and first < LEAST_S:
        yield "waits less than a minute"
    if name in IN_MS and first is not None and first < 1000 * LEAST_S:
        yield "waits less than a minute"
    for keyword in call.keywords:
        value = number(keyword.value, constants)
        if keyword.arg == "deadline" and ast.unparse(keyword.value) != "None":
            yield "a deadline"
        if keyword.arg == "timeout" and value is not None:
            unit = 1000 if name.startswith(PLAYWRIGHT) else 1
            if value < unit * LEAST_S:
                yield "waits less than a minute"


def of_loop(loop, constants):
    """Complain of a loop that asks again and again and ends within a minute."""
    rounds = loop.iter
    if not (isinstance(rounds, ast.Call) and named(rounds.func) == "range"):
        return
    times = number(rounds.args[-1], constants)
    for call in ast.walk(loop):
        if isinstance(call, ast.Call) and call.args:
            pause = number(call.args[0], constants)
            unit = {"sleep": 1, "wait_for_timeout": 1000}.get(named(call.func))
            if unit and None not in (times, pause) and times * pause < unit * LEAST_S:
                yield "gives up within a minute"


def pauses_of_loops(tree):
    return {
        call
        for loop in ast.walk(tree)
        if isinstance(loop, ast.For | ast.While)
        for call in ast.walk(loop)
        if isinstance(call, ast.Call)
    }


def named(node):
    return getattr(node, "attr", getattr(node, "id", ""))


def number(node, constants):
    """Return the value of a number or of a constant of the file, else None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    return constants.get(node.id) if isinstance(node, ast.Name) else None


def test_no_test_rests_on_how_fast_the_machine_is():
    found = [
        f"tests/{path.relative_to(TESTS)}:{line}: {sentence}"
        for path in FILES
        for line, sentence in complaints(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize(
    "source",
    [
        "assert time.perf_counter() - since < 0.3",
        "from time import perf_counter\nsince = perf_counter()",
        "since = time.time()",
        "assert time.process_time() < 1",
        "took_s = time.monotonic() - since",
        "until = time.monotonic() + 30",
        "LIMIT_S = 10\nuntil = time.monotonic() + LIMIT_S",
        "time.sleep(3)",
        "thread.join(timeout=30)",
        "process.communicate(timeout=10)",
        "PATIENCE_S = 30\nprocess.communicate(timeout=PATIENCE_S)",
        "urlopen(address, timeout=30)",
        "event.wait(5)",
        "wire.settimeout(5)",
        "page.wait_for_timeout(300)",
        "page.wait_for_function('ready', timeout=5_000)",
        "expect(row).to_be_visible(timeout=60)",
        "context.set_default_timeout(30_000)",
        "PATIENCE_MS = 30_000",
        "for _ in range(50):\n    time.sleep(0.1)",
        "for _ in range(50):\n    page.wait_for_timeout(200)",
        "@settings(deadline=200)\ndef test_it(): ...",
    ],
)
def test_each_form_of_haste_is_found(source):
    assert complaints(source)


@pytest.mark.parametrize(
    "source",
    [
        "until = time.monotonic() + 120.0",
        "while time.monotonic() < until:\n    time.sleep(0.01)",
        "thread.join(timeout=60)",
        "for _ in range(4000):\n    page.wait_for_timeout(25)",
        "page.wait_for_function('ready', timeout=60_000)",
        "yield env.timeout(3)",
        "', '.join(names)",
        "@settings(deadline=None)\ndef test_it(): ...",
    ],
)
def test_what_is_patient_is_left_alone(source):
    assert complaints(source) == []


def test_the_files_that_are_looked_at_are_there():
    """A guard against a pattern that finds none."""
    assert len(FILES) > 100
