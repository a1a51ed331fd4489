"""Is everything well, and if not, what would help."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from newsroom.checkup import examine


class Command(BaseCommand):
    help = "Checks database, roles, guards, broker, workers, lag, model and clock. Exit 1 when something fails."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *_: Any, **options: Any) -> None:
        findings = list(examine())
        healthy = all(finding.state != "fails" for finding in findings)
        if options["json"]:
            self.stdout.write(
                json.dumps({"ok": healthy, "findings": [asdict(finding) for finding in findings]}, indent=2)
            )
        else:
            for finding in findings:
                self.stdout.write(f"{finding.state:6} {finding.part:11} {finding.detail}")
                if finding.hint:
                    self.stdout.write(f"{'':18} -> {finding.hint}")
        if not healthy:
            sys.exit(1)
