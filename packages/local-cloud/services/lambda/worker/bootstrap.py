"""The Python runtime of a worker process: loads the handler, invokes it for one event after another and reports results
like AWS's runtime (https://github.com/aws/aws-lambda-python-runtime-interface-client). The messages are those of
protocol.ts, as lines of JSON over the socket that Node.js opens for its child processes."""

import importlib
import json
import logging
import os
import socket
import sys
import time
import traceback

LINE_BREAK = "\x1e"  # as in protocol.ts: each log message is one log event


class RuntimeFailure(Exception):
    """An error of the runtime itself, which it identifies by name."""

    def __init__(self, name, message):
        super().__init__(message)
        self.name = name


class Channel:
    """The messages from and to the host."""

    def __init__(self):
        # The handler must not inherit it.
        self._socket = socket.socket(fileno=int(os.environ.pop("NODE_CHANNEL_FD")))
        os.environ.pop("NODE_CHANNEL_SERIALIZATION_MODE", None)
        self._lines = self._socket.makefile("r", encoding="utf-8", newline="\n")

    def receive(self):
        """The next message; None once the host has gone."""
        line = self._lines.readline()
        return json.loads(line) if line else None

    def send(self, message):
        self._socket.sendall((json.dumps(message) + "\n").encode())


class State:
    """What is true for the whole process, and for the invocation in progress."""

    hidden_paths = []
    log_format = "Text"
    request_id = None


class LambdaContext:
    """https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

    def __init__(self, message):
        self._deadline = time.monotonic() + message["remainingMs"] / 1000
        self.aws_request_id = message["requestId"]
        self.invoked_function_arn = message["invokedFunctionArn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = client_context(message.get("clientContext"))
        self.identity = CognitoIdentity()

    def get_remaining_time_in_millis(self):
        return max(0, int((self._deadline - time.monotonic()) * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


class CognitoIdentity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class ClientContext:
    def __init__(self, values):
        self.custom = values.get("custom")
        self.env = values.get("env")
        self.client = values.get("client")


def client_context(text):
    return None if text is None else ClientContext(json.loads(text))


class LogHandler(logging.Handler):
    """Writes each record as one log event, in the form of AWS's runtime."""

    def emit(self, record):
        timestamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        message = record.getMessage()
        if record.exc_info:
            message += "\n" + "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        if State.log_format == "JSON":
            fields = {
                "timestamp": timestamp + "Z",
                "level": record.levelname,
                "message": message,
                "logger": record.name,
                "requestId": State.request_id,
            }
            write_log(json.dumps(fields))
        else:
            time_text = f"{timestamp}.{int(record.msecs):03d}Z"
            write_log(f"[{record.levelname}]\t{time_text}\t{State.request_id or ''}\t{message}")


def write_log(message):
    sys.stdout.write(message.replace("\n", LINE_BREAK) + "\n")
    sys.stdout.flush()


def hide_paths(text):
    for path, shown in State.hidden_paths:
        text = text.replace(path, shown)
    return text


def report(error):
    """The error as the payload of the failed invocation."""
    failure = {"errorMessage": hide_paths(str(error)), "errorType": error_name(error)}
    if State.request_id is not None:
        failure["requestId"] = State.request_id
    # Without the frames of this file.
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    trace = [] if isinstance(error, RuntimeFailure) else traceback.format_list(frames)
    return {**failure, "stackTrace": [hide_paths(line) for line in trace]}


def error_name(error):
    return error.name if isinstance(error, RuntimeFailure) else type(error).__name__


def log_error(failure):
    if State.log_format == "JSON":
        write_log(json.dumps({"log_level": "ERROR", **failure}))
        return
    trace = "".join(["\nTraceback (most recent call last):\n", *failure["stackTrace"]]) if failure["stackTrace"] else ""
    write_log(f"[ERROR] {failure['errorType']}: {failure['errorMessage']}{trace}".rstrip("\n"))


def load(name):
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as error:
        raise RuntimeFailure("Runtime.MalformedHandlerName", f"Bad handler '{name}': {error}") from error
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise RuntimeFailure(
            "Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}"
        ) from error
    except SyntaxError as error:
        raise RuntimeFailure("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}") from error
    handler = getattr(module, function_name, None)
    if handler is None:
        raise RuntimeFailure("Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'")
    return handler


def serialize(result):
    try:
        return json.dumps(result, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise RuntimeFailure("Runtime.MarshalError", f"Unable to marshal response: {error}") from error


def max_memory_mb():
    import resource

    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


def invoke(handler, message):
    State.request_id = message["requestId"]
    os.environ["_X_AMZN_TRACE_ID"] = message["traceId"]
    try:
        result = handler(json.loads(message["payload"]), LambdaContext(message))
        answer = {"kind": "result", "payload": serialize(result)}
    except Exception as error:
        failure = report(error)
        log_error(failure)
        answer = {"kind": "error", "error": failure, "fatal": False}
    finally:
        mark_end(message["requestId"])
        State.request_id = None
    return {**answer, "maxMemoryMB": max_memory_mb()}


def mark_end(request_id):
    for stream in (sys.stdout, sys.stderr):
        stream.write(f"\0{request_id}\0\n")
        stream.flush()


def resolve_prefixed_host():
    """SDKs send StartSyncExecution and TestState to a name that no resolver knows."""
    resolve = socket.getaddrinfo

    def getaddrinfo(host, *args, **kwargs):
        return resolve("127.0.0.1" if host == "sync-127.0.0.1" else host, *args, **kwargs)

    socket.getaddrinfo = getaddrinfo


def initialize(message):
    State.hidden_paths = message["hiddenPaths"]
    State.log_format = message["logFormat"]
    os.environ.update(message["environment"])
    # The directory of this file is of no use to the handler.
    sys.path[0] = message["taskRoot"]
    return load(message["handler"])


def main():
    sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)
    sys.stderr.reconfigure(encoding="utf-8", line_buffering=True)
    logging.getLogger().addHandler(LogHandler())
    resolve_prefixed_host()
    channel = Channel()
    handler = None
    while True:
        message = channel.receive()
        if message is None:
            return
        if message["kind"] == "invoke":
            channel.send(invoke(handler, message))
            continue
        try:
            handler = initialize(message)
            channel.send({"kind": "ready"})
        except Exception as error:
            failure = report(error)
            log_error(failure)
            channel.send({"kind": "initError", "error": failure})


if __name__ == "__main__":
    main()
