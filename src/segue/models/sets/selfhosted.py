"""The local set: a language model at an address of one's own; speech on this machine, or at such an address too."""

from segue.models.local.provider import OnThisMachine
from segue.models.local.weights import LocalModels
from segue.models.openai_compatible.provider import Servers
from segue.models.stage_models import StageModels
from segue.profile.model import Profile
from segue.rehearsal.guided import Guided
from segue.rehearsal.understudy import Understudy


class LocalSet:
    """Needs a language model's server. Without speech servers and `models` a call is typed."""

    def __init__(self, profile: Profile, servers: Servers, models: LocalModels | None) -> None:
        guided = any(map(servers.settings.guided, profile.stages.values()))
        self.name = f"local ({servers.settings.llm} guided by rules)" if guided else "local"
        self._profile = profile
        self._servers = servers
        self._here = OnThisMachine(models)
        self._stt = servers.stt() or self._here.stt()

    def models(self, stage: str) -> StageModels:
        """The stage's pipeline; where its tools are called by rules, the LLM is named as guided by them."""
        spec, model = self._profile.stages[stage], self._servers.llm()
        llm = Guided(model, Understudy(self._profile, stage)) if self._servers.settings.guided(spec) else model
        return StageModels(llm, self._stt, self._servers.tts(spec.speaker) or self._here.tts(spec.speaker))

    def fallback(self, stage: str) -> None:
        """None: there is no realtime model here."""
