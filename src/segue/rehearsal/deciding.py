"""What the understudy replies: a pure function of what it sees."""

from segue.facts.lexicon import lexicon
from segue.profile.traits import Trait
from segue.rehearsal.answers import no, puzzled, yes
from segue.rehearsal.catching import catch
from segue.rehearsal.hearing import is_all, listen
from segue.rehearsal.learning import News, news
from segue.rehearsal.narrating import finished, narrate
from segue.rehearsal.scene import Reply, Scene, ToolCall, options
from segue.rehearsal.view import Did, Spoke, View


def decide(view: View, scene: Scene) -> Reply:
    """The reply. Never empty: where nothing else fits, the understudy says so and asks again."""
    if view.outcome:
        reply = _after_tool(view.outcome, view, scene)
    elif scene.lines.chapters:
        reply = narrate(view, scene)
    elif view.unanswered:
        reply = _to_caller(view.unanswered, view, scene)
    else:
        reply = question(view, scene)
    if not scene.lines.chapters and not _has_spoken(view) and _introduces(reply, view, scene):
        reply = reply.after(scene.fill(scene.lines.opens, view.known))
    return reply if reply.text or reply.calls else Reply(scene.fill(scene.lines.unclear, view.known))


def _after_tool(did: Did, view: View, scene: Scene) -> Reply:
    """First: what a tool has answered wants saying."""
    if Trait.ENDS_CALL in did.traits:
        return Reply(scene.fill(scene.lines.farewell, view.known))
    if Trait.SETTLES in did.traits and view.settled:
        edge = scene.way_on(view)
        done = scene.hand_on(edge, view.known) if edge else Reply()
        return done.after(scene.fill(scene.lines.settled, view.known))
    if scene.lines.chapters:
        over = did.failed and did.name not in scene.lines.calls and finished(view, scene)
        return scene.end(view) if over else narrate(view, scene)
    unclear = scene.fill(scene.lines.unclear, view.known)
    if Trait.KEEPS_FACTS in did.traits and not did.failed:
        caught = catch(view.unanswered, scene.profile, scene.stage)
        if caught.stop:
            return scene.end(view)
        if scene.asked_for(caught.tool, view):
            return Reply(calls=(ToolCall(caught.tool),))
        puzzled_by = unclear if did.result().get("puzzles") else ""
        return question(view, scene).after(scene.fill(caught.says, view.known), puzzled_by)
    if did.failed and did.traits & {Trait.KEEPS_FACTS, Trait.SETTLES} and not scene.missing(view.known):
        return Reply(scene.fill(scene.lines.asks_again, view.known))
    if (called := scene.lines.calls.get(did.name)) and not did.failed:
        return question(view, scene).after(scene.fill(called.says, view.known))
    return question(view, scene).after(unclear) if did.failed else question(view, scene)


def _to_caller(text: str, view: View, scene: Scene) -> Reply:
    """Then: what the caller said. Facts come first, then leaving, asides, yes and no."""
    heard, asked = news(text, view, scene), question(view, scene)
    if (heard.values or heard.declined) and (tool := scene.tool_for(Trait.KEEPS_FACTS, view)):
        return Reply(calls=(_keep(tool, heard),))
    if heard.caught.stop:
        return scene.end(view)
    if scene.asked_for(heard.caught.tool, view):
        return Reply(calls=(ToolCall(heard.caught.tool),))
    if heard.caught.says:
        return asked.after(scene.fill(heard.caught.says, view.known))
    if not scene.missing(view.known):
        if yes(text):
            return agreed(view, scene) or asked
        if no(text):
            return Reply(scene.fill(scene.lines.asks_again, view.known))
    if puzzled(text) or is_all(listen(text), (*lexicon().greetings, *lexicon().openers)) or not _has_spoken(view):
        return asked
    return asked.after(scene.fill(scene.lines.unclear, view.known))


def question(view: View, scene: Scene) -> Reply:
    """What the stage waits for, asked; or the tool that must be called before it can be asked."""
    known, lines, missing = view.known, scene.lines, scene.missing(view.known)
    if view.refused:
        return Reply(_offer(lines.refused or lines.offers, view, scene))
    if not missing:
        edge = scene.way_on(view) if view.settled else None
        if edge or not lines.reads_back:
            return scene.hand_on(edge, known) if edge else agreed(view, scene) or Reply()
        return Reply(scene.fill(lines.reads_back, known))
    if missing == scene.spec.facts[-1:] and any(known.get(name) for name in scene.spec.facts):
        if view.free is not None:
            return Reply(_offer(lines.offers, view, scene))
        if tool := scene.tool_for(Trait.LOOKS_UP, view):
            return Reply(calls=(ToolCall(tool),))
    if lines.asks_all and not any(name in known for name in scene.spec.facts):
        return Reply(scene.fill(lines.asks_all, known))
    return Reply(scene.fill(lines.asks.get(missing[0]) or lines.asks_all, known))


def agreed(view: View, scene: Scene) -> Reply | None:
    """What follows once the caller has agreed to what was read back; None if nothing can."""
    if not view.settled and not view.refused and (tool := scene.tool_for(Trait.SETTLES, view)):
        return Reply(calls=(ToolCall(tool),))
    edge = scene.way_on(view)
    return scene.hand_on(edge, view.known) if edge else None


def _offer(line: str | None, view: View, scene: Scene) -> str:
    """What the desk has, spoken; where it has nothing, something else is to be found."""
    if not view.free:
        return scene.fill(scene.lines.asks_again, view.known)
    return scene.fill(line, view.known, options=options(view.free))


def _keep(tool: str, heard: News) -> ToolCall:
    declined = {"declined": list(heard.declined)} if heard.declined else {}
    return ToolCall(tool, {**heard.values, **declined})


def _has_spoken(view: View) -> bool:
    return any(isinstance(turn, Spoke) and not turn.caller for turn in view.turns)


def _introduces(reply: Reply, view: View, scene: Scene) -> bool:
    """Whether a first reply needs the opening: it speaks, or nobody has yet. A goodbye needs none."""
    called = (*(did.name for did in view.tried), *(call.name for call in reply.calls))
    leaving = not {*scene.profile.tools_for(scene.stage, Trait.ENDS_CALL)}.isdisjoint(called)
    return not leaving and bool(reply.text or not view.turns)
