"""Start web, worker and beat as docker-compose.yml starts them, by hand, on the PostgreSQL and Redis of the environment.

The commands are read from the compose file, so that the two cannot differ. Needs DATABASE_URL and REDIS_URL
(``make run-real`` starts both for the time of the run). Ends on Ctrl-C.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core import launcher  # noqa: E402 - the folder above must be on the path first

BY_HAND = ("web", "worker", "beat")


def command(service: dict[str, object], *, port: int, scratch: str) -> list[str]:
    """A service's command with what a container would give it put in: its Python, its address, its own /tmp."""
    words = service["command"]
    if not isinstance(words, list):
        raise launcher.CannotStart("Each command in docker-compose.yml is written as a list.")
    swap = {"python": sys.executable, "0.0.0.0:8000": f"127.0.0.1:{port}", "/tmp": scratch}  # noqa: S108
    return [swap.get(word, word.replace("/tmp/", f"{scratch}/")) for word in words]  # noqa: S108


def say(text: str) -> None:
    """Write a line at once."""
    print(text, flush=True)


def main() -> int:
    """Prepare, then run the three processes until told to stop; the exit code."""
    missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if missing:
        say(f"Set {' and '.join(missing)}, or use “make run-real”, which starts both.")
        return 2
    port = int(os.environ.get("PORT", "8000"))
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    with tempfile.TemporaryDirectory(prefix="qa-real-") as scratch:
        os.environ.setdefault("QA_VAR", f"{scratch}/var")
        for step in (["prepare"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            subprocess.run([sys.executable, "manage.py", *step], cwd=ROOT, check=True)  # noqa: S603 - fixed words
        try:
            launcher.check_port("127.0.0.1", port)
        except launcher.CannotStart as error:
            say(str(error))
            return 2
        os.chdir(ROOT)
        supervisor = launcher.Supervisor(
            [launcher.Process(name, command(services[name], port=port, scratch=scratch)) for name in BY_HAND], say
        )
        with launcher.own_terminal_group():
            return supervisor.run(
                lambda: say(
                    f"The portal is at http://127.0.0.1:{port}/ on PostgreSQL and Redis. Press Ctrl-C to stop."
                ),
                lambda: launcher.healthy("127.0.0.1", port),
            )


if __name__ == "__main__":
    sys.exit(main())
