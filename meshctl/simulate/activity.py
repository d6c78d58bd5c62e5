"""Who still uses the simulated clouds: calls that came, and calls in progress."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import grpc


class Activity(grpc.ServerInterceptor):  # type: ignore[misc]  # grpc carries no types
    """Counts calls as they begin and end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begun = 0
        self._seen = 0
        self._running = 0

    def intercept_service(self, continuation: Callable[[Any], Any], handler_call_details: Any) -> Any:
        """Wrap the handler of a call."""
        handler = continuation(handler_call_details)
        if handler is None or handler.unary_unary is None:
            return handler

        def counted(request: Any, context: grpc.ServicerContext) -> Any:
            with self._lock:
                self._begun += 1
                self._running += 1
            try:
                return handler.unary_unary(request, context)
            finally:
                with self._lock:
                    self._running -= 1

        return grpc.unary_unary_rpc_method_handler(
            counted, request_deserializer=handler.request_deserializer, response_serializer=handler.response_serializer
        )

    def idle(self) -> bool:
        """True when no call is in progress and none has come since this was last asked."""
        with self._lock:
            seen, self._seen = self._seen, self._begun
            return self._running == 0 and seen == self._seen
