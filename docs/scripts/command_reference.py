"""The sections of the command's reference page, from the command itself."""

import inspect
import textwrap
from collections.abc import Callable, Iterator, Sequence

import click

Table = Callable[[tuple[str, ...], Sequence[tuple[str, ...]]], str]


def sections(group: click.Command, table: Table) -> Iterator[str]:
    """Yield a section for every command that does something; `table` writes rows."""
    for names, command in _commands((), group):
        yield _described(names, command, table)


def _commands(
    names: tuple[str, ...], command: click.Command
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command that does something, groups opened."""
    if not isinstance(command, click.Group):
        yield names, command
        return
    for name, each in sorted(command.commands.items()):
        yield from _commands((*names, name), each)


def _described(names: tuple[str, ...], command: click.Command, table: Table) -> str:
    """Return the section of one command."""
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    options = [each for each in command.params if isinstance(each, click.Option)]
    usage = ["deliverai", *names, *(_argument(each) for each in arguments)]
    usage += [_option(each) for each in options]
    parts = [
        f"## deliverai {' '.join(names)}",
        f"```\n{' '.join(usage)}\n```",
        *_paragraphs(command.help or ""),
    ]
    if options:
        rows = [(f"`{_spelt(each)}`", each.help or "") for each in options]
        parts.append(table(("option", "meaning"), rows))
    return "\n\n".join(parts)


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a help text; those to be left as they are, fenced."""
    for each in inspect.cleandoc(text).split("\n\n"):
        if each.startswith("\b"):
            yield f"```\n{textwrap.dedent(each.partition(chr(10))[2])}\n```"
        else:
            yield " ".join(each.split())


def _argument(argument: click.Argument) -> str:
    return argument.metavar or str(argument.name).upper()


def _option(option: click.Option) -> str:
    shown = _spelt(option) if option.required else f"[{_spelt(option)}]"
    return f"{shown}..." if option.multiple else shown


def _spelt(option: click.Option) -> str:
    return " ".join([option.opts[0], *([] if option.is_flag else [option.metavar])])
