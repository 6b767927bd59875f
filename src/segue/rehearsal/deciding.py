"""What the understudy replies: a pure function of what it sees."""

from segue.facts.lexicon import lexicon
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
    if not scene.lines.chapters and not _has_spoken(view) and _introduces(reply, view):
        reply = reply.after(scene.fill(scene.lines.opens, view.known))
    return reply if reply.text or reply.calls else Reply(scene.fill(scene.lines.unclear, view.known))


def _after_tool(did: Did, view: View, scene: Scene) -> Reply:
    """First: what a tool has answered wants saying."""
    if did.name == "end_call":
        return Reply(scene.fill(scene.lines.farewell, view.known))
    if did.name == "settle" and view.settled:
        edge = scene.way_on(view)
        done = scene.hand_on(edge, view.known) if edge else Reply()
        return done.after(scene.fill(scene.lines.settled, view.known))
    if scene.lines.chapters:
        return scene.end(view) if did.failed and finished(view, scene) else narrate(view, scene)
    unclear = scene.fill(scene.lines.unclear, view.known)
    if did.name == "remember" and not did.failed:
        caught = catch(view.unanswered, scene.profile, scene.stage)
        if caught.stop:
            return scene.end(view)
        puzzled_by = unclear if did.result().get("puzzles") else ""
        return question(view, scene).after(scene.fill(caught.says, view.known), puzzled_by)
    if did.failed and did.name in ("remember", "settle") and not scene.missing(view.known):
        return Reply(scene.fill(scene.lines.asks_again, view.known))
    return question(view, scene).after(unclear) if did.failed else question(view, scene)


def _to_caller(text: str, view: View, scene: Scene) -> Reply:
    """Then: what the caller said. Facts come first, then leaving, asides, yes and no."""
    heard, asked = news(text, view, scene), question(view, scene)
    if (heard.values or heard.declined) and scene.may("remember", view):
        return Reply(calls=(_remember(heard),))
    if heard.caught.stop:
        return scene.end(view)
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
        if scene.may("look_up", view):
            return Reply(calls=(ToolCall("look_up"),))
    if lines.asks_all and not any(name in known for name in scene.spec.facts):
        return Reply(scene.fill(lines.asks_all, known))
    return Reply(scene.fill(lines.asks.get(missing[0]) or lines.asks_all, known))


def agreed(view: View, scene: Scene) -> Reply | None:
    """What follows once the caller has agreed to what was read back; None if nothing can."""
    if scene.may("settle", view) and not view.settled and not view.refused:
        return Reply(calls=(ToolCall("settle"),))
    edge = scene.way_on(view)
    return scene.hand_on(edge, view.known) if edge else None


def _offer(line: str | None, view: View, scene: Scene) -> str:
    """What the desk has, spoken; where it has nothing, something else is to be found."""
    if not view.free:
        return scene.fill(scene.lines.asks_again, view.known)
    return scene.fill(line, view.known, options=options(view.free))


def _remember(heard: News) -> ToolCall:
    declined = {"declined": list(heard.declined)} if heard.declined else {}
    return ToolCall("remember", {**heard.values, **declined})


def _has_spoken(view: View) -> bool:
    return any(isinstance(turn, Spoke) and not turn.caller for turn in view.turns)


def _introduces(reply: Reply, view: View) -> bool:
    """Whether a first reply needs the opening: it speaks, or nobody has yet. A goodbye needs none."""
    leaving = any(did.name == "end_call" for did in view.tried) or ToolCall("end_call") in reply.calls
    return not leaving and bool(reply.text or not view.turns)
