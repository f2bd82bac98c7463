"""``deliverai web``: the live map, in a browser."""

import sys
from pathlib import Path

import click

LOOPBACK_HELP = "Address to serve on; another than 127.0.0.1 is open to the network."


@click.command()
@click.argument("plan", required=False, metavar="[SCENARIO | RUN]")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help=LOOPBACK_HELP,
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8765,
    show_default=True,
    metavar="N",
    help="Port to serve on; 0: any that is free.",
)
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
def web(plan: str | None, host: str, port: int, *, no_open: bool) -> int:
    """Watch scenarios and recorded runs on a live map.

    SCENARIO is a file or a shipped name, RUN a run folder. The page shows those of
    the working folder too. Ctrl-C ends it.
    """
    from analysis.web.server import LOOPBACK, serve
    from analysis.web.site import Site, set_up, site_of

    site: Site = site_of(plan, Path.cwd())
    set_up(site)

    def ready(address: str) -> None:
        if host not in LOOPBACK:
            click.echo(
                f"Warning: --host {host}: whoever reaches this machine can run "
                "scenarios on it and see the scenarios and runs in "
                f"{site.library.folder}.",
                err=True,
            )
        click.echo(f"Serving {address} (Ctrl-C ends it)")
        sys.stdout.flush()
        if not no_open:
            click.launch(address)

    serve(host, port, ready)
    return 0
