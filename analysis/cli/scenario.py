"""``deliverai scenario``: what there is, what it says, whether it is right."""

import json

import click

from analysis.cli.failures import BAD_INPUT, DONE, complain


@click.group()
def scenario() -> None:
    """List, show and check scenarios."""


@scenario.command(name="list")
def list_all() -> None:
    """List the shipped scenarios and what each answers."""
    from simulation.scenario import list_scenarios, question

    names = list_scenarios()
    width = max(map(len, names), default=0)
    for name in names:
        click.echo(f"{name:<{width}}  {question(name)}")


@scenario.command()
@click.argument("name")
def show(name: str) -> None:
    """Print a scenario in full, defaults filled in, as TOML."""
    from simulation.scenario import load_scenario, scenario_to_toml

    click.echo(scenario_to_toml(load_scenario(name)), nl=False)


@scenario.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def validate(files: tuple[str, ...]) -> int:
    """Check scenario files, one line each."""
    from simulation.errors import InputError
    from simulation.scenario import load_scenario

    code = DONE
    for file in files:
        try:
            load_scenario(file)
        except InputError as cause:
            complain(str(cause))
            code = BAD_INPUT
        else:
            click.echo(f"{file}: valid")
    return code


@scenario.command()
def schema() -> None:
    """Print the JSON Schema of a scenario, for editors to complete and check."""
    from simulation.scenario import scenario_schema

    click.echo(json.dumps(scenario_schema(), indent=2))
