"""A profile's folder: loaded whole, or refused with every mistake by line and fix."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue.profile.load import find, load
from segue.profile.model import Profile
from segue.profile.yaml.source import Unreadable
from tests.unit.profile.small_profile import KNOWN, LINES, SMALL, mutated, small, told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path)


def test_a_sound_profile_is_loaded_with_its_markdown(folder: Path) -> None:
    profile = load(folder, KNOWN)
    assert profile.name == "small"
    assert profile.texts == {name: f"You are {name}." for name in ("echo.md", "meet.md", "tell.md")}


@pytest.mark.parametrize("name", ["storyteller", "clinic"])
def test_the_shipped_profiles_are_sound(name: str) -> None:
    profile = load(find(Path(__file__).parents[3] / "profiles", name), KNOWN)
    assert all(profile.texts[stage.prompt] for stage in profile.stages.values())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "name: small",
            "name: smell",
            "1: the profile is called `smell`, its folder `small`; give both one name",
        ),
        ("title: A small profile", "titel: A", "2: unknown key `titel`; did you mean `title`?"),
        ("opens: meet", "opens: met", "5: no stage `met`; did you mean `meet`?"),
        ("opens: meet", "opens: nowhere", "5: no stage `nowhere`; use one of: meet, tell"),
        ("opens: meet", "opens: meet\nsafe: met", "6: no stage `met`; did you mean `meet`?"),
        ("opens: meet", "opens: meet\nsafe: [meet]", "6: `safe` is a list; it should be text"),
        ("needs: [name]", "carries: sumary", "29: `carries` is 'sumary'; it should be 'full', 'summary', 'facts' or"),
        ("lines:\n", "limits: {entry_s: 0}\nlines:\n", "37: `entry_s` is '0'; it should be more than 0"),
        ("lines:\n", "limits: {entry_s: 31}\nlines:\n", "37: `entry_s` is '31'; it should be 30 or less"),
        ("lines:\n", "limits: {hand_offs: 0}\nlines:\n", "37: `hand_offs` is '0'; it should be 1 or more"),
        ("lines:\n", "limits: {hand_offs: 2.5}\nlines:\n", "37: `hand_offs` is '2.5'; it should be a whole number"),
        ("lines:\n", "limits: {dwel_s: 1}\nlines:\n", "37: unknown key `dwel_s`; did you mean `dwell_s`?"),
        ("lines:\n", "limits: {dwell_s: 61}\nlines:\n", "37: `dwell_s` is '61'; it should be 60 or less"),
        ("lines:\n", "lines:\n  apology: Sorry, {nam}.\n", "38: nothing is known by the name of {nam}; did you mean"),
        ("lines:\n", "lines:\n  spent:\n", "38: `spent` is empty; it should be text"),
        ("prompts: [echo.md]", "prompts: [ech.md]", "4: no file 'ech.md' in the profile's folder; add it"),
        (
            "prompt: meet.md",
            "prompt: ../small/meet.md",
            "14: '../small/meet.md' lies outside the profile's folder",
        ),
        ("prompt: meet.md", "prompt: /etc/passwd", "14: '/etc/passwd' lies outside the profile's folder"),
        ("prompt: meet.md", "prompt: .", "14: no file '.' in the profile's folder"),
        ("prompt: meet.md", 'prompt: "a\\0b"', "is no file's name; name a file inside the profile's folder"),
        (
            ", choices: {calm: [quiet], wild: [loud]}",
            "",
            "8: `mood` is a choice without choices; add `choices:`",
        ),
        ("type: choice", "type: text", "8: `mood` has choices but is of type text; make it `type: choice`"),
        (
            "[quiet], wild: [loud]",
            "[quiet], wild: [Quiet!]",
            "8: `Quiet!` means both `calm` and `wild`; keep it in one",
        ),
        ("[quiet], wild: [loud]", "[wild], wild: [loud]", "8: `wild` means both `calm` and `wild`; keep it in one of"),
        ("facts: [name, mood]", "facts: [name, name]", "15: `name` a second time; keep one of the two"),
        ("look_up, settle]", "settle, settle]", "17: `settle` a second time; keep one of the two"),
        ("needs: [name]", "needs: [name, name]", "29: `name` a second time; keep one of the two"),
        ("agent: intro", "agent: intor", "11: unknown agent `intor`; did you mean `intro`?"),
        ("speaker: warm", "speaker: worm", "13: unknown speaker `worm`; did you mean `warm`?"),
        ("speaker: warm", "speaker: zzz", "13: unknown speaker `zzz`; use one of: bright, low, warm"),
        ("desk: wishes", "desk: wish", "16: unknown desk `wish`; did you mean `wishes`?"),
        (
            "look_up, settle]",
            "lookup, settle, look_up]",
            "17: unknown tool `lookup`; did you mean `look_up`?",
        ),
        (
            "look_up, settle]",
            "look_up]",
            "30: the stage `meet` has nothing to settle with; add a `desk:` to it, and `settle` to its tools",
        ),
        (
            "[remember, look_up, settle]",
            "[remember]",
            "16: the desk `wishes` is never used; add `look_up` or `settle` to the stage's tools",
        ),
        (
            "[remember, look_up",
            "[look_up",
            "15: facts that nothing keeps; add `remember` to the stage's tools",
        ),
        (
            "tools: [end_call]",
            "tools: [end_call, settle]",
            "23: `settle` needs a desk; add `desk:`, or take the",
        ),
        ("origin: tell", "origin: tall", "32: no stage `tall`; did you mean `tell`?"),
        ("target: tell", "target: nowhere", "27: no stage `nowhere`; use one of: meet, tell"),
        ("needs: [name]", "needs: [nam]", "29: no fact `nam`; did you mean `name`?"),
        ("forgets: [mood]", "forgets: [hero]", "35: no fact `hero`; use one of: mood, name"),
        (
            "    budget: 2\n",
            "",
            "31: `again` closes the cycle meet -> tell -> meet; give it a `budget:`, such as 2",
        ),
        (
            "    budget: 2\n",
            "    settled: true\n",
            "36: the stage `tell` has nothing to settle with; add a `desk:` to it, and `settle` to its tools",
        ),
        (
            "Goodbye, {name}.\n  time",
            "Goodbye, {nam}.\n  time",
            "39: nothing is known by the name of {nam}; did you",
        ),
        (
            "Time is up.",
            "Time is up, {answer}.",
            "40: nothing is known by the name of {answer}; use one of: mood",
        ),
        ("Time is up.", "Time is **up**.", "40: '*' can't be spoken; write it in words"),
        ("Time is up.", "Time is up 🙂.", "40: '🙂' can't be spoken; write it in words"),
        ("Time is up.", '"..."', "40: a line without a word can't be spoken; write it in words"),
        ("Time is up.", "See https://example.org", "40: a web address can't be spoken; write it in words"),
        ("Time is up.", "Time {is up.", "40: '{' can't be spoken; write it in words"),
        ("    agent: story", "\tagent: story", "19: a tab where YAML wants spaces; indent with spaces"),
        ("persona: Echo", "persona: &x Echo", "3: an anchor or alias (x); write the value out in full"),
        ("persona: Echo", "persona: Echo\npersona: Two", "4: `persona` a second time; keep one of the two"),
        ("persona: Echo", "persona: [Echo]", "3: `persona` is "),
        ("budget: 2", "budget: two", "36: `budget` is 'two'; it should be a whole number"),
        ("persona: Echo", "persona: Echo\ntexts: {meet.md: Hi}", "4: unknown key `texts`; take it out"),
    ],
)
def test_a_mistake_is_told_by_its_line_and_its_fix(folder: Path, old: str, new: str, expected: str) -> None:
    assert any(expected in line for line in told(folder, mutated(old, new))), told(folder)


def test_an_old_name_is_answered_with_the_new_one(folder: Path) -> None:
    old = (
        mutated("ask: your name", 'ask: your name, heard: ["i am {}"]')
        .replace("speaker: low\n", "speaker: low\n    voices: cloud\n    mind: realtime\n    mode: realtime_text\n")
        .replace("lines:\n", "rehearsal: {}\nlines:\n")
    )
    assert told(folder, old) == [
        "7: unknown key `heard`; move it to `heard:` in rehearsal.yaml, under `name` (docs/profiles.md#rehearsal)",
        "22: unknown key `voices`; it is called `models` now",
        "23: unknown key `mind`; it is called `mode` now",
        "24: `mode` is 'realtime_text'; it is called `half_cascade` now",
        "40: unknown key `rehearsal`; move what is under it to rehearsal.yaml, a file beside this one "
        "(docs/profiles.md#rehearsal)",
    ]


def test_an_edge_may_not_be_called_like_a_tool_or_another_edge(folder: Path) -> None:
    assert "25: `settle` is a tool's name; give the edge another one" in told(
        folder, mutated("- name: begin", "- name: settle")
    )
    assert "31: a second edge `begin`; give it a name of its own" in told(
        folder, mutated("- name: again", "- name: begin")
    )


def test_no_two_tools_of_a_stage_may_be_called_the_same_once_they_are_made(folder: Path) -> None:
    def called(profile: Profile, stage: str) -> list[str]:
        made = {"look_up": "settle", "end_call": "again"}
        own = [made.get(tool, tool) for tool in profile.stages[stage].tools]
        return [*own, *(edge.name for edge in profile.edges_from(stage))]

    with pytest.raises(Unreadable) as caught:
        load(folder, replace(KNOWN, called=called))
    assert str(caught.value).splitlines() == [
        f"{folder}/profile.yaml:17: two tools of `meet` are called `settle`; take one out, or give its function "
        "another name",
        f"{folder}/profile.yaml:31: a tool of `tell` is called `again`, too; give the edge another name",
    ]


def test_a_stage_must_be_reached_and_left(folder: Path) -> None:
    lonely = mutated("edges:", "  lost: {agent: task, title: Lost, speaker: low, prompt: tell.md}\nedges:")
    assert told(folder, lonely) == [
        "24: `lost` is never reached; add an edge to it, or take it out",
        "24: no way out of `lost`; add an edge from it, or the tool `end_call`",
    ]


def test_the_stage_a_call_falls_back_to_is_reached_by_that(folder: Path) -> None:
    desk = "  desk: {agent: task, title: Desk, speaker: low, prompt: tell.md, tools: [end_call]}\nedges:"
    assert told(folder, mutated("edges:", desk)) == ["24: `desk` is never reached; add an edge to it, or take it out"]
    (folder / "profile.yaml").write_text(mutated("opens: meet", "opens: meet\nsafe: desk").replace("edges:", desk))
    assert load(folder, KNOWN).safe == "desk"


def test_what_a_profile_need_not_say_of_its_hand_offs_has_a_value(folder: Path) -> None:
    profile = load(folder, KNOWN)
    assert (profile.safe, profile.edges[0].carries) == (None, "full")
    assert (profile.limits.entry_s, profile.limits.hand_offs, profile.limits.dwell_s) == (6.5, 20, 2.0)
    assert all(
        (
            *profile.lines.fillers,
            profile.lines.offer,
            profile.lines.handed_back,
            profile.lines.spent,
            profile.lines.apology,
        )
    )


def test_a_call_that_the_agents_can_not_end_is_told_of_every_stage_it_goes_through(folder: Path) -> None:
    endless = mutated("tools: [end_call]", "tools: []")
    assert told(folder, endless) == [
        "10: no way from `meet` to the end of a call; add the tool `end_call` to it, or to a stage that it leads to",
        "18: no way from `tell` to the end of a call; add the tool `end_call` to it, or to a stage that it leads to",
    ]


def test_many_stages_are_soon_checked(folder: Path) -> None:
    stages = "".join(f"  s{n}: {{agent: task, title: S, speaker: low, prompt: tell.md}}\n" for n in range(1500))
    text = mutated("edges:", f"{stages}edges:")
    assert len(told(folder, text)) == 3000


def test_all_mistakes_are_told_at_once_whatever_their_kind(folder: Path) -> None:
    (folder / "tell.md").write_text("  \n")
    text = (
        mutated("speaker: warm", "speaker: worm")
        .replace("target: tell", "target: tall")
        .replace("budget: 2", "budgt: 2")
    )
    assert told(folder, text) == [
        "13: unknown speaker `worm`; did you mean `warm`?",
        "22: `tell.md` is empty; write the prompt into it",
        "27: no stage `tall`; did you mean `tell`?",
        "36: unknown key `budgt`; did you mean `budget`?",
    ]


def test_a_broken_part_is_not_also_told_missing(folder: Path) -> None:
    assert told(folder, mutated("agent: story", "agent: 7")) == ["19: `agent` is '7', not text; put it in quotes"]


def test_a_byte_order_mark_is_no_mistake(folder: Path) -> None:
    (folder / "profile.yaml").write_text("\ufeff" + SMALL)
    (folder / "meet.md").write_text("\ufeffYou are kind.")
    assert load(folder, KNOWN).texts["meet.md"] == "You are kind."


def test_a_prompt_must_be_short_text_inside_the_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a secret")
    (folder / "echo.md").unlink()
    (folder / "echo.md").symlink_to(tmp_path / "secret")
    (folder / "meet.md").write_bytes(b"\xff\xfe")
    (folder / "tell.md").write_text("x" * 70_000)
    assert told(folder) == [
        "4: 'echo.md' lies outside the profile's folder; name a file inside it",
        "14: `meet.md` is not UTF-8 text; save it as UTF-8",
        "22: 'tell.md' is longer than 64 kB; shorten it",
    ]


def test_a_folder_or_file_that_is_not_there_is_one_line(folder: Path, tmp_path: Path) -> None:
    (folder / "profile.yaml").unlink()
    assert told(folder) == [" no file `profile.yaml` in the profile's folder; add it, or fix its name"]
    with pytest.raises(Unreadable, match=r"no such folder; check the profile's name$"):
        load(tmp_path / "none", KNOWN)


def test_a_profile_is_found_by_its_name_alone(folder: Path) -> None:
    assert find(folder.parent, "small") == folder
    for name in ("../small", "small/", ".", "", "/etc", "smal", "x" * 10_000):
        with pytest.raises(Unreadable, match=r"no profile .{2,50}; (did you mean `small`\?|use one of: small)$"):
            find(folder.parent, name)


ODD = st.sampled_from(["", "[]", "{}", "- x\n", "~", "7", "name: ", '"\\ud800"', '"\\0"', "{a: {b: c}}", "!!x y", "  "])


@st.composite
def mangled(draw: st.DrawFn, text: str) -> str:
    """A file of the small profile with lines dropped, doubled, moved, cut or replaced."""
    lines = text.splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        odd = draw(ODD | st.text(max_size=12))
        match draw(st.sampled_from(["drop", "double", "move", "value", "line", "word"])):
            case "drop":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
            case "value":
                lines[at] = f"{lines[at].split(':')[0]}: {odd}\n"
            case "line":
                lines[at] = f"{odd}\n"
            case _:
                lines[at] = lines[at].replace(draw(st.sampled_from(lines[at].split() or ["x"])), odd)
    return "".join(lines)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.just(SMALL) | mangled(SMALL) | st.text(max_size=80),
    lines=st.just(LINES) | mangled(LINES) | st.text(max_size=80),
)
def test_a_mangled_profile_is_refused_in_plain_lines_or_loads(folder: Path, text: str, lines: str) -> None:
    (folder / "profile.yaml").write_bytes(text.encode("utf-8", "replace"))
    (folder / "rehearsal.yaml").write_bytes(lines.encode("utf-8", "replace"))
    with suppress(Unreadable):
        load(folder, KNOWN)
        return
    for line in told(folder):
        place = line.removeprefix("rehearsal.yaml:")
        assert place.startswith((" ", *"0123456789")), "each line begins with its place"
        line.encode()


def test_a_prompt_that_is_a_link_in_a_circle_is_told_by_line(folder: Path) -> None:
    (folder / "echo.md").unlink()
    (folder / "echo.md").symlink_to("echo.md")
    (problem,) = told(folder)
    assert problem.startswith("4: ")
    assert "'echo.md'" in problem
