"""docs/clients.md and docs/proofs.md, block by block, against a service as a person starts it."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from newsroom import embedded
from tests.places import place
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
BLOCKS, PROOFS = (
    re.findall(
        r"^```(sh|python)\n(.*?)^```", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    for page in ("clients.md", "proofs.md")
)
RECEIVER = next(code for _kind, code in BLOCKS if "class Receiver" in code)
PEOPLE = """
from django.core.management import call_command
for words in (
    "createsuperuser --noinput --username ada --email ada@fenwick.example",
    "role ada editor",
    "api_key wire --user ada --scopes articles:write stories:read stories:write claims:act events:read",
    "api_key hooks --scopes webhooks:manage stories:read",
):
    call_command(*words.split())
"""  # four commands in one process
FOREIGN = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PUBLIC_URL", "LIVE_URL")


@dataclass
class Kitchen:
    """A service, and the environment of whoever follows a recipe."""

    environ: dict[str, str]
    folder: Path

    def run(self, kind: str, code: str) -> str:
        command = ["sh", "-eu", "-c", code] if kind == "sh" else [sys.executable, "-c", code]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environ, capture_output=True, text=True, timeout=240, check=False
        )
        assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def kitchen() -> Iterator[Kitchen]:
    with tempfile.TemporaryDirectory(prefix="slugline-recipes-", dir=place()) as folder:
        data = Path(folder)
        data.chmod(0o755)
        port = free_port()
        environ = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        environ["NEWSROOM_DATA"] = str(data / "data")
        environ["PATH"] = f"{Path(sys.executable).parent}:{environ['PATH']}"
        manage = [sys.executable, str(ROOT / "manage.py")]
        said = data / "said"
        with said.open("wb") as out:
            up = subprocess.Popen([*manage, "up", "--port", str(port)], cwd=ROOT, env=environ, stdout=out, stderr=out)
        try:
            end = time.monotonic() + 180
            while "is ready at" not in said.read_text():
                assert up.poll() is None, said.read_text()
                assert time.monotonic() < end, said.read_text()
                time.sleep(0.2)
            told = subprocess.run(
                [*manage, "shell", "--no-imports", "-c", PEOPLE],
                cwd=ROOT,
                env=environ | {"DJANGO_SUPERUSER_PASSWORD": "a long walk to the dam"},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            keys = re.findall(r"nrk_[\w-]{20,}", told)
            assert len(keys) == 2, told
            environ |= {"API": f"http://127.0.0.1:{port}/api/v1", "KEY": keys[0], "HOOKS_KEY": keys[1]}
            environ["LIVE"] = f"http://127.0.0.1:{port + 1}/api/v1"
            (data / "manage.py").symlink_to(ROOT / "manage.py")
            yield Kitchen(environ | {"PYTHONPATH": str(ROOT)}, data)
        finally:
            up.terminate()
            up.wait(180)
            embedded.stop(data / "data")


def test_every_recipe_runs(kitchen: Kitchen) -> None:
    said = [kitchen.run(kind, code) for kind, code in BLOCKS if code != RECEIVER]
    assert len(said) == len(BLOCKS) - 1 >= 8
    together = "".join(said)
    assert "2011" in together
    assert "claim.verified" in together
    assert "whsec_" in together
    assert "last Tuesday: nothing\nnow: [" in together


def file_and_sign(kitchen: Kitchen, text: str) -> None:
    """A checkpoint is asked for when the log has the article, so that it covers it."""
    kitchen.environ["BODY"] = json.dumps({"source": {"name": "Fenwick Post"}, "text": text})
    asked = 'curl -sf -H "Authorization: Bearer $KEY"'
    filed = kitchen.run("sh", f'{asked} "$API/articles/" -H "Content-Type: application/json" -d "$BODY"')
    kitchen.environ["STORY"] = json.loads(filed)["story"]
    place = f"""{asked} -L "$API/stories/$STORY/" | grep -q '"position":[0-9]'"""
    kitchen.run("sh", f"until {place}; do sleep 0.2; done")
    kitchen.run("sh", "python manage.py checkpoint")


def test_an_outsider_proves_that_history_was_not_rewritten(kitchen: Kitchen) -> None:
    assert len(PROOFS) == 6
    file_and_sign(kitchen, "The ferry to Sorn is late again.")
    kept, *later = PROOFS
    kitchen.run(*kept)
    file_and_sign(kitchen, "The county pays for a new roof of the school at Velm.")
    said = [kitchen.run(*block) for block in later]
    old, new = ((kitchen.folder / name).read_text().splitlines() for name in ("old.note", "new.note"))
    assert int(old[1]) < int(new[1])
    assert said[-1].startswith("127.0.0.1/newsroom-log\n")
    assert (kitchen.folder / "newsroom.keys").read_text() == said[-1].partition("\n\n")[2].partition("\n")[2]
    forged = kitchen.folder / "old.note"
    forged.write_text(forged.read_text().replace(f"\n{old[1]}\n", f"\n{int(old[1]) - 1}\n"))
    with pytest.raises(AssertionError, match=r"FAIL old\.note: the signature"):
        kitchen.run(*later[0])


def test_the_receiver_believes_signatures_alone(tmp_path: Path) -> None:
    secret = "whsec_" + "c2x1Z2xpbmUtcmVjaXBlcy1zZWNyZXQtMzItYnl0ZXM="
    port = free_port()
    receiver = subprocess.Popen(
        [sys.executable, "-c", RECEIVER],
        env=os.environ | {"SECRET": secret, "PORT": str(port)},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        body = json.dumps({"type": "contradiction.detected", "data": {"url": "/c"}})
        at = datetime.now(UTC)
        signed = Webhook(secret).sign(msg_id="one", timestamp=at, data=body)
        assert _sent(port, body, at, signed) == 204
        assert _sent(port, body, at, signed) == 204
        assert _sent(port, body.replace("/c", "/d"), at, signed) == 400
        assert _sent(port, body, at, "v1,c2lnbmVkIGJ5IG5vYm9keQ==") == 400
    finally:
        receiver.terminate()
        said, _ = receiver.communicate(timeout=60)
    assert said == "look at /c\n"


def _sent(port: int, body: str, at: datetime, signature: str) -> int:
    headers = {"webhook-id": "one", "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", body.encode(), headers)
    for _ in range(600):
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as exc:
            return exc.code
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("the receiver does not listen")
