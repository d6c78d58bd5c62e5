"""The sections ``state`` and ``environment``: where state is kept, and what a test environment is.

::

    state: { backend: file://.meshctl/state, secrets: passphrase }
    environment: { ttl: 8h, owner: team-payments, tags: { cost-centre: "4711" } }
"""

from __future__ import annotations

from typing import Final

from meshctl.topology.containers import Key, MapOf, Record
from meshctl.topology.models import Environment, State
from meshctl.topology.quantities import DURATION
from meshctl.topology.reading import Values
from meshctl.topology.scalars import Text, free_text

STATE: Final = Record(
    "state",
    (
        Key(
            "backend",
            Text(
                "a state backend",
                "file://, s3://, gs://, azblob:// or https:// and what follows",
                r"^(file|s3|gs|azblob|https)://[!-~]+$",
                1024,
                secret=True,
            ),
            "Where Pulumi keeps its state.",
            "file://.meshctl/state",
        ),
        Key(
            "secrets",
            Text(
                "a provider of secrets",
                "passphrase, or the url of a key: awskms://, gcpkms://, azurekeyvault:// or hashivault://",
                r"^(passphrase|(awskms|gcpkms|azurekeyvault|hashivault)://[!-~]+)$",
                1024,
                secret=True,
            ),
            "What encrypts the secrets in the state.",
            "passphrase",
        ),
    ),
)

ENVIRONMENT: Final = Record(
    "environment",
    (
        Key("ttl", DURATION, "`meshctl reap` takes down what is older."),
        Key("owner", free_text("an owner"), "Who answers for it."),
        Key(
            "tags",
            MapOf(
                "tags",
                Text(
                    "the key of a tag",
                    "in letters, digits and ._/:@-, begun by a letter",
                    r"^[A-Za-z][A-Za-z0-9_./:@-]*$",
                    63,
                ),
                Text("the value of a tag", "in one line", r"^[^\r\n]*$", 255, number=True),
            ),
            "Put on every resource that can carry them.",
            {},
        ),
    ),
)


def build_state(values: Values) -> State:
    return State(values["backend"], values["secrets"])


def build_environment(values: Values) -> Environment:
    return Environment(values["ttl"], values["owner"], values["tags"])
