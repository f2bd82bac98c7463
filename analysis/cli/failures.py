"""Whatever goes wrong, as one line on stderr and an exit code."""

import codecs
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn, TextIO

import click

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
_MOST_FAILURES = 10  # said one by one
_READABLE = "deliverai.readable"  # a way to write signs that an encoding lacks
DEBUG = "DELIVERAI_DEBUG"  # set, errors keep their traceback
_UNCHECKED = "UncheckedWarning"  # of simulation.errors, not imported for --help
_UNCHECKED_SAYS = "cannot be told"
_COSTLY, _COSTLY_SAYS = "CostlyWarning", "of memory or more"


def guarded(command: click.Command, arguments: list[str] | None) -> int:
    """Return the exit code of a command, after at most one line about an error."""
    codecs.register_error(_READABLE, _readable)
    for stream in (sys.stdout, sys.stderr):  # a strange file name is no reason to fail
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_READABLE)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _terminated)
    try:
        with _notes_of_warnings():
            code = command.main(arguments, prog_name="deliverai", standalone_mode=False)
            sys.stdout.flush()
    except (BrokenPipeError, SystemExit):
        # Whoever read us has seen enough; click and rich leave by SystemExit then.
        silence()
        return DONE
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except Exception as cause:  # the last place to say it in one line
        if os.environ.get(DEBUG):
            raise
        if isinstance(cause, OSError):
            silence()  # what is left in the buffer cannot be written either
        complain(sentence(cause))
        return exit_code(cause)
    return code if isinstance(code, int) else DONE


def _readable(error: UnicodeError) -> tuple[str | bytes, int]:
    """Write what an old terminal does not know: its signs of numbers in ASCII."""
    if isinstance(error, UnicodeEncodeError):
        from analysis.numbers import IN_ASCII

        signs = error.object[error.start : error.end].translate(IN_ASCII)
        if signs.isascii():
            return signs, error.end
    return codecs.backslashreplace_errors(error)


@contextmanager
def _notes_of_warnings() -> Iterator[None]:
    """Say what is costly on stderr; at the end, in one line, what cannot be checked."""
    notes: list[str] = []
    with warnings.catch_warnings():
        usual = warnings.showwarning

        def note(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if category.__name__ == _UNCHECKED:
                notes.append(str(message))
            elif category.__name__ == _COSTLY:
                click.echo(f"Note: {message}", err=True)  # before it begins
            else:
                usual(message, category, filename, lineno, file, line)

        for says in (_UNCHECKED_SAYS, _COSTLY_SAYS):
            warnings.filterwarnings("always", message=f".*{says}")
        warnings.showwarning = note
        try:
            yield
        finally:
            if notes:
                first, *more = dict.fromkeys(notes)
                also = f" The same holds for {len(more):,} more." if more else ""
                click.echo(f"Note: {first}{also}", err=True)


def complain(text: str) -> None:
    """Say an error in one line on stderr."""
    click.echo(f"Error: {' '.join(text.split())}", err=True)


def complain_of_each(errors: Iterable[str]) -> int:
    """Say the first few errors, a line each; return how many more there are."""
    every = list(errors)
    for text in every[:_MOST_FAILURES]:
        complain(text)
    return max(0, len(every) - _MOST_FAILURES)


def exit_code(cause: BaseException) -> int:
    """Return 2 for what the user can mend, 1 for a run or command that failed."""
    from simulation.errors import InputError

    if isinstance(cause, click.ClickException):
        return cause.exit_code
    mended = isinstance(cause, InputError | OSError) or _missing(cause)
    return BAD_INPUT if mended else FAILED


def sentence(cause: BaseException) -> str:
    """Return what to say about an error."""
    from simulation.errors import DeliverAIError

    if isinstance(cause, click.ClickException):
        return cause.format_message()
    if isinstance(cause, DeliverAIError):
        return str(cause)
    if missing := _missing(cause):
        return (
            f"{missing} is not installed, expected all packages that deliverai is made "
            "of (in a checkout of the project, `make setup` installs them)."
        )
    if isinstance(cause, MemoryError):
        return "not enough memory for this."
    if isinstance(cause, OSError):
        where = cause.filename or "output"
        return f"{where}: {cause.strerror or cause}, expected room to write."
    return (
        f"unexpected {type(cause).__name__}: {cause} "
        f"(run again with {DEBUG}=1 to see where)."
    )


def _missing(cause: BaseException) -> str:
    """Return the package of others that was to be imported and is not there."""
    if not isinstance(cause, ModuleNotFoundError):
        return ""
    package = (cause.name or "").partition(".")[0]
    return "" if package in ("analysis", "simulation", "scenarios") else package


def silence() -> None:
    """Send what is still to be printed nowhere, so that the exit is quiet."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):  # stdout is no file, or closed
        pass
    finally:
        os.close(nowhere)


def _terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave as on Ctrl-C, so that nothing half-written stays."""
    raise KeyboardInterrupt
