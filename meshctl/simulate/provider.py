"""Pulumi's resource provider protocol, for all simulated clouds on one port.

The engine opens one connection for each provider that a program makes, configures it, and then sends resources.
So the configuration is remembered by connection; which cloud is meant follows from the type of each resource.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Mapping
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from meshctl.simulate.cloud import Cloud, DeadError
from meshctl.simulate.fields import completed, known
from meshctl.simulate.kind import CloudError, InvokeCall, Kind, Package, Request
from meshctl.simulate.packages import package
from meshctl.simulate.store import Store
from meshctl.simulate.values import UNKNOWN, plain, struct, unknown

_LOG = logging.getLogger("meshctl.simulate")


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    def __init__(self, store: Store, cloud: Cloud) -> None:
        self._store = store
        self._cloud = cloud
        self._configurations: dict[str, dict[str, Any]] = {}

    # What every plugin is asked.

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Empty:  # noqa: N802 -- the protocol's name
        return Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 -- as above
        # Without a version: the engine would hold it against that of the SDK.
        return plugin_pb2.PluginInfo()

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 -- as above
        return provider_pb2.ProviderHandshakeResponse(accept_resources=True)

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Empty:  # noqa: N802 -- as above
        # Comes at the end of every operation; calls in progress go on, as a cloud does.
        return Empty()

    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 -- as above
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 -- as above
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 -- as above
        self._configurations[context.peer()] = _configuration(request)
        return provider_pb2.ConfigureResponse(supportsPreview=True, acceptResources=True)

    # Resources.

    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 -- as above
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 -- as above
        kind = self._kind(request)
        old, new = plain(request.old_inputs), plain(request.news)
        changed = sorted(key for key in old.keys() | new.keys() if _shown(old.get(key)) != _shown(new.get(key)))
        replaces = [key for key in changed if key in kind.replaces]
        kinds = provider_pb2.PropertyDiff
        detail = {
            key: kinds(kind=kinds.UPDATE_REPLACE if key in replaces else kinds.UPDATE, inputDiff=True)
            for key in changed
        }
        answer = provider_pb2.DiffResponse
        return answer(
            changes=answer.DIFF_SOME if changed else answer.DIFF_NONE,
            diffs=changed,
            replaces=replaces,
            deleteBeforeReplace=bool(replaces) and kind.delete_first,
            detailedDiff=detail,
            hasDetailedDiff=True,
        )

    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 -- as above
        inputs = plain(request.properties)
        cloud, kind = self._known(request)
        if request.preview:
            return provider_pb2.CreateResponse(id="", properties=struct(_previewed(kind, inputs), kind.secrets))
        with _told(context, "create", request.urn):
            id_, outputs = self._cloud.create(cloud, kind, self._request(request, context, inputs))
            return provider_pb2.CreateResponse(id=id_, properties=struct(outputs, kind.secrets))

    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 -- as above
        cloud, kind = self._known(request)
        if cloud.local:
            return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)
        with _told(context, "read", request.urn):
            row = self._cloud.read(kind, self._request(request, context, plain(request.inputs), request.id))
            if row is None:
                return provider_pb2.ReadResponse(id="")
            return provider_pb2.ReadResponse(
                id=row.id, properties=struct(row.outputs, kind.secrets), inputs=struct(row.inputs, kind.secrets)
            )

    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 -- as above
        _, kind = self._known(request)
        news, olds = plain(request.news), plain(request.olds)
        if request.preview:
            kept = completed(news, known(olds, (path for path in kind.computed if path not in kind.recomputed)))
            return provider_pb2.UpdateResponse(properties=struct(_previewed(kind, kept), kind.secrets))
        with _told(context, "update", request.urn):
            asked = self._request(request, context, news, request.id)
            return provider_pb2.UpdateResponse(properties=struct(self._cloud.update(kind, asked), kind.secrets))

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Empty:  # noqa: N802 -- as above
        cloud, kind = self._known(request)
        with _told(context, "delete", request.urn):
            self._cloud.delete(cloud, kind, self._request(request, context, plain(request.old_inputs), request.id))
        return Empty()

    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 -- as above
        cloud = package(request.tok.split(":", 1)[0])
        function = cloud.invokes.get(request.tok)
        with _told(context, "invoke", request.tok):
            if function is None:
                raise CloudError("Unimplemented", f"the simulated {cloud.name} knows no {request.tok}")
            configuration = self._configurations.get(context.peer(), {})
            args = plain(request.args)
            if unknown(configuration) or unknown(args):
                return provider_pb2.InvokeResponse()
            with self._store.transaction():
                found = function(InvokeCall(self._store, args, configuration, *cloud.place(configuration)))
            answer = provider_pb2.InvokeResponse()
            getattr(answer, "return").CopyFrom(struct(found))
            return answer

    def _known(self, request: Any) -> tuple[Package, Kind]:
        token = request.urn.split("::")[2].rsplit("$", 1)[-1]
        cloud = package(token.split(":", 1)[0])
        return cloud, cloud.kind(token)

    def _kind(self, request: Any) -> Kind:
        return self._known(request)[1]

    def _request(
        self, request: Any, context: grpc.ServicerContext, inputs: Mapping[str, Any], id_: str = ""
    ) -> Request:
        _, _, types, name = request.urn.split("::", 3)
        token = types.rsplit("$", 1)[-1]
        cloud = package(token.split(":", 1)[0])
        configuration = self._configurations.get(context.peer(), {})
        account, region = cloud.place(configuration)
        if cloud.kind(token).worldwide:
            region = ""
        return Request(self._store, cloud.name, token, name, inputs, configuration, account, region, id_)


def _configuration(request: Any) -> dict[str, Any]:
    """The provider's arguments; those that are no text come as JSON."""
    found = {}
    for key, value in plain(request.args).items():
        try:
            found[key] = json.loads(value) if isinstance(value, str) and value[:1] in "[{" else value
        except ValueError:
            found[key] = value
    return found


def _shown(value: Any) -> str:
    """The value for comparison: what is null is as good as not there."""
    return json.dumps(_without_nulls(value), sort_keys=True)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def _previewed(kind: Kind, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of the outputs before the cloud was asked."""
    return completed(kind.shown(inputs), dict.fromkeys(kind.computed, UNKNOWN))


class _told:  # noqa: N801 -- reads as a statement: with _told(...)
    """Tells the engine what the cloud refused, in the cloud's words; the log gets the same, and no values."""

    def __init__(self, context: grpc.ServicerContext, call: str, what: str) -> None:
        self._context = context
        self._call = call
        self._what = what.rsplit("::", 2)[-2:]

    def __enter__(self) -> None:
        _LOG.info("%s %s", self._call, " ".join(self._what))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, CloudError):
            _LOG.info("%s %s refused: %s", self._call, " ".join(self._what), error.code)
            self._context.abort(grpc.StatusCode.UNKNOWN, error.words)
        if isinstance(error, DeadError):
            self._context.abort(grpc.StatusCode.UNAVAILABLE, "the connection was closed before an answer came")
        if error is not None:
            # A bug of the simulator, not a refusal: the frames help, the values could be secret.
            _LOG.error("%s %s: %s", self._call, " ".join(self._what), kind.__name__ if kind else "")
            _LOG.error("".join(traceback.format_tb(error.__traceback__)))
            self._context.abort(grpc.StatusCode.INTERNAL, f"the simulated cloud broke ({type(error).__name__})")
