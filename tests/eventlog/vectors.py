"""The log of four events whose bytes, leaves and roots are fixed for ever."""

from typing import Any

from stories.eventlog.canonical import encode
from stories.eventlog.merkle import commitment, leaf

ID = "00000000-0000-4000-8000-00000000000{}"
COMMITMENTS = [
    "c82cdbc724a5f8886e5e0052e15e0890d55ba0acd66481b7f34dd449772d6c63",
    "723bea999e460125e2fbf85d82d1a1217f38a6388130f337d362aee22840da83",
    "63911cefed9527a5bd0772d3725d0c132cf051d7805a985e611717412a3845d8",
    "829c8878d714b20d2f8db350aa445509111b93a1a65e5e3ddc39e4c7359f6815",
]
LEAVES = [
    "43563d8222c31fdfcebc1906f937cfeae8887c04be27101a025ea69dcd442f22",
    "980b13a5931195e28e97cb779f843facb4ca4645966451d7ead7283438eb62f6",
    "fed2ac06548526e084a295fb4b924c45337f81e2de89dbfdda78a3d8d25d6c31",
    "07d5a075073ead9109a79df98eec6dc854c075e6d7946534b2c0f08597ce5112",
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "43563d8222c31fdfcebc1906f937cfeae8887c04be27101a025ea69dcd442f22",
    "c1e80ea0cd0270fa749590c0610070e2261d8fa9116ef7064a2c752e1cc9255f",
    "4c4411e4e333cd4be913593f85b7000ecbdcf748f93a89b34454f1d7fcdfef44",
    "97fedbc65b3aadfd8c3dae9a58ee3f5ccd1bd0ceb519c9f9c2c4c72abacb2edf",
]
ROOT_WITH_REFUTED = "2e6c693675e61820ec9afd67518b0a49cfaec7153d233e0c9d1cc59cdb6b607e"
FIRST_ENVELOPE = (
    b'{"actor":"k:wire","at":"2026-01-02T03:04:00.000000Z",'
    b'"body":"c82cdbc724a5f8886e5e0052e15e0890d55ba0acd66481b7f34dd449772d6c63","cause":null,'
    b'"id":"00000000-0000-4000-8000-000000000001",'
    b'"prev":"0000000000000000000000000000000000000000000000000000000000000000","schema":1,'
    b'"stream":"s:bridge","type":"article.filed","v":1,"ver":1}'
)
EVENTS: list[tuple[str, str, str, str | None, dict[str, object]]] = [
    (
        "s:bridge",
        "article.filed",
        "k:wire",
        None,
        {"title": "Bridge closed – “no injuries”", "url": "https://example.org/a?x=1&y=<2>"},
    ),
    (
        "s:bridge",
        "claim.extracted",
        "sys",
        ID.format(1),
        {"n": 2, "text": "Two people were hurt\n\u202eno\u202c", "who": "Jane Roe"},
    ),
    ("s:flood", "story.opened", "u:7", None, {"claim": "c1", "verdict": "verified"}),
    ("s:bridge", "body.erased", "u:9", None, {"event": ID.format(2), "reason": "court order 12/26"}),
]


def salt(position: int) -> bytes:
    return bytes([position + 1]) * 32


def log(
    bodies: dict[int, dict[str, object]] | None = None, only: tuple[int, ...] = (0, 1, 2, 3)
) -> list[dict[str, Any]]:
    """The lines, parsed, with their chains computed; bodies replaces some, only leaves some out and renumbers."""
    lines: list[dict[str, Any]] = []
    heads: dict[str, tuple[int, str]] = {}
    for n in only:
        stream, type_, actor, cause, body = EVENTS[n]
        body = (bodies or {}).get(n, body)
        version, previous = heads.get(stream, (0, "0" * 64))
        envelope: dict[str, object] = {
            "v": 1,
            "id": ID.format(n + 1),
            "stream": stream,
            "ver": version + 1,
            "type": type_,
            "schema": 1,
            "at": f"2026-01-02T03:04:0{n}.000000Z",
            "actor": actor,
            "cause": cause,
            "prev": previous,
            "body": commitment(salt(n), encode(body)),
        }
        heads[stream] = (version + 1, leaf(encode(envelope)).hex())
        lines.append({"body": body, "env": envelope, "pos": len(lines), "salt": salt(n).hex()})
    return lines


def erased(lines: list[dict[str, Any]], position: int = 1) -> list[dict[str, Any]]:
    return [{**line, "body": None, "salt": None} if line["pos"] == position else line for line in lines]


def export(lines: list[dict[str, Any]]) -> list[bytes]:
    return [encode(line) + b"\n" for line in lines]
