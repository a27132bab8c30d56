"""Words that must not stand in the repository: real people and products, registries, paths of one machine.

What is looked for is kept as hashes, so that this file does not itself spread it.
"""

from __future__ import annotations

import re
from hashlib import sha256

from tests.architecture.files import ROOT, WORDS, lines_with, text, tracked

# People and products named in the documents that the design was made from; one word, or two words apart by a space.
REAL_NAMES = {
    "86daf16913100f9bfde76f51",
    "45b3e8be2d501b529be86de8",
    "3362b91898abaa7635c73ed2",
    "5333949a7b3fd6c61baa63d2",
    "72ff04551e1a726b6594c805",
    "358098cfcc9fbc2ef617500e",
    "d6a4f0240156865729dc6c44",
    "734573ade3863e558a9ef037",
    "cb83a498bccc906462937af6",
    "4c85613c207922e4181ce084",
}
# Hosts of package registries: whoever installs uses those of their own machine.
REGISTRIES = {
    "a4aa2ac280bb8d1a0ce7a1be",
    "8b5bb5eb9d758455b8635855",
    "8743857e3ea00fd1c64bbc68",
    "75adac515f0bd3db64beb3cd",
    "66394d5952c288e40ccaec7d",
}
WORD = re.compile(r"[a-z]+")
PAIR = re.compile(r"(?=\b([a-z]+ [a-z]+)\b)")
HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def digest(word: str) -> str:
    """The form in which a word is kept above."""
    return sha256(word.encode()).hexdigest()[:24]


def readable():
    """Every tracked file that people read, with its text in small letters."""
    return ((path, text(path).lower()) for path in tracked() if path.suffix in WORDS)


def test_no_real_person_or_product_is_named():
    seen: dict[str, str] = {}
    for path, words in readable():
        for word in {*WORD.findall(words), *PAIR.findall(words)}:
            seen.setdefault(word, str(path.relative_to(ROOT)))
    assert {word: path for word, path in seen.items() if digest(word) in REAL_NAMES} == {}


def test_no_package_registry_is_named():
    seen: dict[str, str] = {}
    for path, words in readable():
        for host in set(HOST.findall(words)):
            seen.setdefault(".".join(host.split(".")[-2:]), str(path.relative_to(ROOT)))
    assert {host: path for host, path in seen.items() if digest(host) in REGISTRIES} == {}


def test_no_path_of_one_machine_is_named():
    paths = "|".join(
        "/" + part for part in ("root/", "work/main", "work/shared", "work/.library", "tmp/brief", "opt/wheels")
    )
    assert not lines_with(re.compile(rf"(?<![\w.])(?:{paths})"), [path for path, _ in readable()])
