"""`python -m cashwright` is `cashwright`."""

from cashwright.surfaces.cli.main import run

run()
