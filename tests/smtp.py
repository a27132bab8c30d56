"""A real mail server for tests, on a port of its own, that answers as it is told and keeps what it took.

``server.answers`` is a list of what to do with the next mails, each once: ``RCPT 451 …`` and ``DATA 554 …`` are said at that point,
``silence`` never answers, ``drop`` breaks the line in place of the answer, ``drop after`` breaks it after having said yes. ``hold RCPT``,
``hold DATA`` and ``hold QUIT`` answer at that point only when told to go on: the last has said yes to the mail already. With nothing
left it takes every mail.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import threading
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class MailServer:
    """``taken`` are the mails it said yes to, in order; ``asked`` counts the mails that anybody began to hand over."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.taken: list[EmailMessage] = []
        self.asked = 0
        self.came = threading.Condition()
        self.holding = threading.Event()  # set when somebody waits for an answer that is held back
        self.go_on = threading.Event()  # what is held back waits for it
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.controller: Controller | None = None

    def start(self) -> MailServer:
        """Listen on ``port``. Without the name given it would ask the machine's name server at each mail, for seconds where none is."""
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, server_hostname="localhost")
        self.controller.start()
        return self

    def stop(self) -> None:
        """Listen no more, until started again."""
        self.go_on.set()
        if self.controller is not None:
            self.controller.stop()
        self.controller = None

    def wait_for(self, count: int, seconds: float) -> bool:
        """Whether so many mails are taken within the time."""
        with self.came:
            return self.came.wait_for(lambda: len(self.taken) >= count, seconds)

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of what it took."""
        return [mail["Message-ID"] for mail in self.taken]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Take or refuse the address."""
        self.asked += 1
        if self.answers and self.answers[0].startswith("RCPT "):
            return self.answers.pop(0).removeprefix("RCPT ")
        if self.answers and self.answers[0] == "hold RCPT":
            self.answers.pop(0)
            await self._hold()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take or refuse the mail."""
        at_rcpt = self.answers and self.answers[0].startswith(("RCPT ", "hold RCPT"))
        what = self.answers.pop(0) if self.answers and not at_rcpt else ""
        if what.startswith("DATA "):
            return what.removeprefix("DATA ")
        if what == "silence":
            await asyncio.sleep(60)
        if what == "hold DATA":
            await self._hold()
        if what != "drop":
            with self.came:
                self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
                self.came.notify_all()
        if what == "drop":
            server.transport.abort()
        session.at_quit = what
        return "250 OK"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        """Say goodbye, or break the line in its place."""
        at_quit = getattr(session, "at_quit", "")
        if at_quit == "hold QUIT":
            await self._hold()
        if at_quit == "drop after":
            server.transport.abort()
        return "221 Bye"

    async def _hold(self) -> None:
        """Say that somebody waits, and let them wait."""
        self.holding.set()
        await asyncio.get_running_loop().run_in_executor(None, self.go_on.wait, 60)
