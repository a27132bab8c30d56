"""The answer of a policy: yes, or no with the reason a screen can show."""

from __future__ import annotations

from dataclasses import dataclass

from core.refusal import Refused


@dataclass(frozen=True, slots=True)
class Decision:
    """True when allowed; else ``code`` and ``reason`` say why not."""

    ok: bool
    reason: str = ""
    code: str = "not_allowed"

    def __bool__(self) -> bool:
        return self.ok

    def demand(self) -> None:
        """Raise Refused when the answer is no."""
        if not self.ok:
            raise Refused(self.code, self.reason)


ALLOWED = Decision(True)


def refuse(reason: str, code: str = "not_allowed") -> Decision:
    """A no with its reason."""
    return Decision(False, reason, code)
