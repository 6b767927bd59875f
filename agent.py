"""The worker: `python agent.py console | dev | start`. Every setting is in .env.example."""

from livekit.agents import JobContext, JobProcess, JobRequest, cli

from agents import team
from segue.session.house import open_or_exit
from segue.session.room import answer
from segue.session.worker import Worker

house = open_or_exit(team)


def prepare(process: JobProcess) -> None:
    """Have ready what its calls share."""
    house.prepare(process)


server = Worker(house, prepare)


async def accept(request: JobRequest) -> None:
    """Take the job under the name the caller knows the agents by."""
    await request.accept(name=house.profile.persona)


@server.rtc_session(agent_name=house.settings.agent_name, on_request=accept)
async def call(ctx: JobContext) -> None:
    """One caller's call, from the room's first moment to its last."""
    await answer(ctx, house)


if __name__ == "__main__":
    cli.run_app(server)
