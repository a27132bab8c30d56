"""manage.py questionnaire publish|check|tree KEY (or a path of a file for check and tree)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from questionnaires import definitions, services
from questionnaires.lint import check
from questionnaires.parse import BadFile
from questionnaires.schema import Checklist, Question, Questionnaire, Table


class Command(BaseCommand):
    """Check, print or publish a questionnaire file."""

    help = "Check a questionnaire file, print what it asks, or put it in force."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["check", "tree", "publish"])
        parser.add_argument(
            "keys", nargs="*", help="keys of installed questionnaires, or paths (all when none is given)"
        )

    def handle(self, *args: Any, what: str, keys: list[str], **options: Any) -> None:
        for name in keys or list(definitions.find()):
            source = self.source(name)
            schema, faults = check(source)
            if schema is None or faults:
                raise CommandError("\n".join(f"{name}, {fault}" for fault in faults))
            if what == "check":
                self.stdout.write(f"{name}: {len(schema.sections)} sections, no faults.")
            elif what == "tree":
                self.tree(schema)
            else:
                self.publish(name, source)

    def source(self, name: str) -> str:
        """Text of the file of that key or path."""
        if name.endswith((".yaml", ".yml")):
            try:
                return Path(name).read_text(encoding="utf-8")
            except OSError as error:
                raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
        try:
            return definitions.source(name)
        except KeyError as error:
            known = ", ".join(definitions.find()) or "none"
            raise CommandError(f"There is no questionnaire “{name}”. There are: {known}.") from error

    def publish(self, name: str, source: str) -> None:
        """Put it in force, if it is not."""
        try:
            version = services.publish_version(source=source, by=None, now=clock.now())
        except BadFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{name}: version {version.number} is in force.")

    def tree(self, schema: Questionnaire) -> None:
        """Everything the file asks, indented."""
        self.stdout.write(f"{schema.title} ({schema.key}, version {schema.number})")
        for section in schema.sections:
            self.stdout.write(f"  {section.title} [{section.id}] {section.caption}")
            for block in section.blocks:
                if isinstance(block, Question):
                    self.stdout.write(f"    {block.label} [{block.full_key}: {block.type}]")
                elif isinstance(block, Table | Checklist):
                    self.stdout.write(f"    {block.title} [{block.key}]")
                    for column in block.columns:
                        self.stdout.write(f"      {column.label} [{column.full_key}: {column.type}]")
