"""The arrows of the house, read from the sources: who may import whom, and where the world may come in."""

import ast
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

MAY_IMPORT = {
    "segue.library": set(),
    "segue.profile": set(),
    "segue.facts": {"segue.profile"},
    "segue.call": {"segue.facts", "segue.profile"},
    "segue.speech": {"segue.profile"},
    "segue.environment": set(),
    "segue.rehearsal": {"segue.facts", "segue.library", "segue.profile"},
    "segue.models": {"segue.environment", "segue.library", "segue.profile", "segue.rehearsal"},
    "segue.settings": {"segue.environment", "segue.models", "segue.profile"},
    "segue.records": {"segue.call", "segue.profile"},
    "segue.session": {"segue.call", "segue.facts", "segue.library", "segue.models", "segue.profile", "segue.speech"},
    "segue.transports": {
        "segue.call",
        "segue.library",
        "segue.models",
        "segue.profile",
        "segue.session",
        "segue.settings",
    },
    "segue.caller": {"segue.call", "segue.facts", "segue.models", "segue.profile", "segue.transports"},
    "segue.checks": {"segue.models", "segue.profile", "segue.rehearsal", "segue.settings"},
    "segue.worker": {
        "segue.call",
        "segue.checks",
        "segue.facts",
        "segue.library",
        "segue.models",
        "segue.profile",
        "segue.records",
        "segue.session",
        "segue.settings",
        "segue.transports",
    },
    "segue.player": {
        "segue.call",
        "segue.caller",
        "segue.models",
        "segue.profile",
        "segue.records",
        "segue.session",
        "segue.transports",
        "segue.worker",
    },
    "segue.page": {"segue.profile"},
    "segue.testing": {
        "segue.call",
        "segue.caller",
        "segue.facts",
        "segue.library",
        "segue.models",
        "segue.player",
        "segue.profile",
        "segue.records",
        "segue.session",
    },
    "tools": {"segue.call", "segue.facts", "segue.profile", "segue.session"},
    "agents": {"segue.models", "segue.session", "tools"},
    "agent": {"agents", "segue.worker"},
    "commands.blank": {"agents", "segue.testing"},
    "commands": {
        "agents",
        "segue.call",
        "segue.caller",
        "segue.checks",
        "segue.models",
        "segue.page",
        "segue.player",
        "segue.profile",
        "segue.records",
        "segue.session",
        "segue.settings",
        "segue.transports",
        "segue.worker",
        "tools",
    },
}
"""Each room of the house to the others it may use. A new room is entered here."""

BESIDE = {
    "testbed": {"agents", "commands", "segue", "tools"},
    "bench": {"segue", "testbed"},
    "profiles": {"agents", "segue", "tools"},
    "tests": {"agents", "bench", "commands", "segue", "testbed", "tools"},
}
"""What stands beside the house and ships with nothing, to what each may use. Nobody in the house uses any of it."""

READS_THE_ENVIRONMENT = {
    "segue": "sets, and does not read: what turns a library's reports off has to stand there before it is imported",
    "segue.settings.settings": "everything a user may set",
    "commands.colours": "NO_COLOR and its like belong to the terminal, not to the worker",
}

IMPORTS_LATE = {
    "commands.__main__": "a verb waits only for what it needs itself",
    "segue.models.cartesia.provider": "its plugin is an extra",
    "segue.models.elevenlabs.provider": "its plugin is an extra",
    "segue.models.krisp": "an extra with binaries of its own",
    "segue.models.local.weights": "native libraries of 200 MB, loaded only where speech is made or understood",
    "segue.models.local.recogniser": "the same",
    "segue.transports.sound.device": "a package that looks for devices as it is imported, and fails without PortAudio",
}
"""Modules that import inside a function, with the reason. To break a cycle is none."""

NAMES_PLUGINS_IN_TYPES = {
    "segue.library": "what it does to a plugin's object is checked against the plugin, which it does not load",
}
"""Modules outside of segue.models that import plugins under TYPE_CHECKING, with the reason."""


def modules() -> dict[str, ast.Module]:
    """Everything that ships, by its dotted name."""
    places = [(ROOT / "src", "segue"), (ROOT, "agents"), (ROOT, "tools"), (ROOT, "commands")]
    return {**dict(item for base, top in places for item in parsed(base, top)), "agent": tree(ROOT / "agent.py")}


def parsed(base: Path, top: str) -> Iterator[tuple[str, ast.Module]]:
    """Every module of the package `top`, which is in the folder `base`, by its dotted name."""
    for path in sorted((base / top).rglob("*.py")):
        yield ".".join(path.relative_to(base).with_suffix("").parts).removesuffix(".__init__"), tree(path)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


MODULES = modules()


def imported(tree: ast.AST) -> Iterator[str]:
    """The dotted names of modules that `tree` imports; of `from a import b` both `a` and `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def imported_for_types(tree: ast.AST) -> set[str]:
    """What of `imported` stands under TYPE_CHECKING."""
    blocks = [node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    return {target for block in blocks for line in block.body for target in imported(line)}


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def top(name: str) -> str:
    """The package a module is in, whosever it is."""
    return name.partition(".")[0]


def room(name: str) -> str | None:
    """The room of the house a module is in; None for someone else's and for the package `segue` itself."""
    return next((room for room in MAY_IMPORT if within(name, room)), None)


def of_each(modules: Iterable[str]) -> Callable[[Callable[[str], None]], Callable[[], None]]:
    """Make a rule for one module a test of all: two thousand tests of a millisecond would take half a minute."""

    def of_all(rule: Callable[[str], None]) -> Callable[[], None]:
        def test() -> None:
            broken = []
            for name in modules:
                try:
                    rule(name)
                except AssertionError as why:
                    broken.append(f"{name}: {why}")
            assert not broken, "\n".join(broken)

        return test

    return of_all


def test_every_module_is_in_a_room_whose_arrows_are_known() -> None:
    assert [name for name in MODULES if room(name) is None] == ["segue"]


@of_each(MODULES)
def test_imports_follow_the_arrows(name: str) -> None:
    own = room(name)
    others = {other for target in imported(MODULES[name]) if (other := room(target)) not in {own, None}}
    assert others <= MAY_IMPORT[own] if own else not others, f"{name} ({own}) imports {sorted(map(str, others))}"


def test_nothing_that_ships_imports_what_stands_beside_it() -> None:
    used = {(name, target) for name, module in MODULES.items() for target in imported(module) if top(target) in BESIDE}
    assert not used


def test_nothing_that_ships_needs_what_only_tests_are_run_with() -> None:
    """`segue.testing` too works without: it is for any runner of tests."""
    runners = {"pytest", "pytest_asyncio", "hypothesis"}
    assert not {(name, target) for name, tree in MODULES.items() for target in imported(tree) if top(target) in runners}


@pytest.mark.parametrize("own", BESIDE)
def test_what_stands_beside_the_package_follows_its_arrows_too(own: str) -> None:
    ours = {"agents", "commands", "segue", "tools", *BESIDE}
    for name, module in parsed(ROOT, own):
        others = {top(target) for target in imported(module)} & ours - {own}
        assert others <= BESIDE[own], f"{name} imports {sorted(others - BESIDE[own])}"


def test_agents_import_no_agent_and_tools_import_no_agent() -> None:
    cast = {name for name in MODULES if within(name, "agents")}
    for name in cast - {"agents"}:
        assert not set(imported(MODULES[name])) & cast, f"{name}: conversations go in circles, imports must not"


@of_each([name for name in MODULES if name.startswith(("segue.call", "segue.profile", "segue.facts"))])
def test_the_call_and_what_it_rests_on_know_nothing_of_livekit(name: str) -> None:
    assert not [target for target in imported(MODULES[name]) if within(target, "livekit")]


@of_each([name for name in MODULES if not within(name, "segue.models")])
def test_only_models_know_plugins(name: str) -> None:
    """By import or by name: `import_module("livekit.plugins...")` is one too."""
    words = {node.value for node in ast.walk(MODULES[name]) if isinstance(node, ast.Constant)}
    named = {*imported(MODULES[name]), *(word for word in words if isinstance(word, str) and " " not in word)}
    for_types = imported_for_types(MODULES[name]) if name in NAMES_PLUGINS_IN_TYPES else set()
    assert not [target for target in named - for_types if within(target, "livekit.plugins")]


@of_each(MODULES)
def test_the_environment_is_read_in_one_place(name: str) -> None:
    names = {node.attr for node in ast.walk(MODULES[name]) if isinstance(node, ast.Attribute)}
    reads = {"environ", "environb", "getenv"} & {
        *names,
        *(t.rpartition(".")[2] for t in imported(MODULES[name])),
    }
    assert bool(reads) == (name in READS_THE_ENVIRONMENT)


@of_each(MODULES)
def test_nothing_touches_the_import_path(name: str) -> None:
    attributes = [node for node in ast.walk(MODULES[name]) if isinstance(node, ast.Attribute) and node.attr == "path"]
    assert not [node for node in attributes if isinstance(node.value, ast.Name) and node.value.id == "sys"]
    assert "sys.path" not in imported(MODULES[name])


@of_each(MODULES)
def test_imports_stand_at_the_top(name: str) -> None:
    functions = [node for node in ast.walk(MODULES[name]) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    late = sorted({target for function in functions for target in imported(function)})
    assert bool(late) == (name in IMPORTS_LATE), f"{name} imports inside a function: {late}"


@of_each(MODULES)
def test_nothing_is_imported_by_a_string(name: str) -> None:
    called = {node.attr for node in ast.walk(MODULES[name]) if isinstance(node, ast.Attribute)}
    called |= {node.id for node in ast.walk(MODULES[name]) if isinstance(node, ast.Name)}
    assert not called & {"import_module", "__import__"}


def test_no_package_that_is_installed_takes_the_name_of_ours() -> None:
    """Ours come last on the path: the PyPI package openai-agents, for one, would hide `agents`."""
    ours = {"segue", "agents", "tools", "commands", "testbed", "tests", "bench", "profiles"}
    assert not {name: who for name, who in packages_distributions().items() if name in ours}
