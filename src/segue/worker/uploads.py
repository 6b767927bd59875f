"""What LiveKit's library would send LiveKit Cloud of a recorded call, and does not: its sound, figures and log."""

from livekit.agents import AgentSession, JobContext, RecordingOptions

from segue.call.call import Call


def upload_nothing(ctx: JobContext) -> None:
    """Set up no upload for this job. The library takes the first word on it, so this goes before everything else."""
    ctx.init_recording(RecordingOptions(audio=False, traces=False, logs=False, transcript=False))


def upload_no_report(session: AgentSession[Call]) -> None:
    """Send no report when the session ends, though its sound is recorded: call it once `session` has started.

    To the library every recording is one for the Cloud. By now the recorder runs: what the option still decides is
    whether there is a report.
    """
    session.options.recording_options["audio"] = False
