"""What is asked: scenario models, their files, and the shipped library."""

from simulation.scenario.costs import CostsSpec
from simulation.scenario.demand import DemandSpec
from simulation.scenario.dispatch import DispatchSpec
from simulation.scenario.effects import without_effect, without_effect_in_any
from simulation.scenario.fleet import CoreSpec, FleetSpec, PeripheralSpec
from simulation.scenario.hotspots import HotspotsSpec
from simulation.scenario.kept import RecordSpec, ReportSpec
from simulation.scenario.library import (
    library_folder,
    list_scenarios,
    locate,
    question,
)
from simulation.scenario.loading import (
    changed_scenario,
    load_scenario,
    read_overrides,
    scenario_from_dict,
    scenario_schema,
    scenario_to_dict,
)
from simulation.scenario.models import Scenario
from simulation.scenario.requests import RequestsSpec
from simulation.scenario.routing import RoutingSpec
from simulation.scenario.service import ServiceSpec
from simulation.scenario.writing import scenario_to_toml, toml_value

__all__ = [
    "CoreSpec",
    "CostsSpec",
    "DemandSpec",
    "DispatchSpec",
    "FleetSpec",
    "HotspotsSpec",
    "PeripheralSpec",
    "RecordSpec",
    "ReportSpec",
    "RequestsSpec",
    "RoutingSpec",
    "Scenario",
    "ServiceSpec",
    "changed_scenario",
    "library_folder",
    "list_scenarios",
    "load_scenario",
    "locate",
    "question",
    "read_overrides",
    "scenario_from_dict",
    "scenario_schema",
    "scenario_to_dict",
    "scenario_to_toml",
    "toml_value",
    "without_effect",
    "without_effect_in_any",
]
