"""What the Python programs have in common: a check is a line, `service<tab>check<tab>ok` or the reason of its failure."""

import hashlib
import os
import time
import traceback

ENV = os.environ


def check(service, name, work):
    try:
        work()
        print(f"{service}\t{name}\tok", flush=True)
    except Exception as error:
        traceback.print_exc()
        print(f"{service}\t{name}\t{type(error).__name__}: {' '.join(str(error).split())[:300]}", flush=True)


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"{actual!r} is not {expected!r}")


def poll(look, seconds=20):
    """The first result that is not empty."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"nothing came in {seconds} s")


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() if hasattr(hashlib, "file_digest") else hashlib.sha256(file.read()).hexdigest()
