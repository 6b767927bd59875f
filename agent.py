"""The worker: `python agent.py console | dev | start`. Every setting is in .env.example."""

from livekit.agents import JobContext, JobProcess, JobRequest, cli

from agents import team
from segue.worker.context import open_or_exit
from segue.worker.job import answer
from segue.worker.server import Worker

context = open_or_exit(team)


def prepare(process: JobProcess) -> None:
    """Have ready what its calls share."""
    context.prepare(process)


server = Worker(context, prepare)


async def accept(request: JobRequest) -> None:
    """Take the job under the name the caller knows the agents by."""
    await request.accept(name=context.profile.persona)


@server.entrypoint(on_request=accept)
async def call(ctx: JobContext) -> None:
    """One caller's call, from the room's first moment to its last."""
    await answer(ctx, context)


if __name__ == "__main__":
    cli.run_app(server)
