"""Writes the outputs and errors of operations from botocore's models: names and types, nothing of their documentation.

    python3 record.py MODELS SERVED.json FOLDER [--with-inputs SERVICE]

MODELS is botocore's folder `data`; SERVED.json has lists of operations by the name that requests are signed for. With SERVICE,
its inputs too, and how they are sent, to standard output.
"""

import gzip
import json
import sys
from pathlib import Path

# The folders of services whose name there is not the one that requests are signed for.
FOLDERS = {"states": "stepfunctions"}
KEPT = ("timestampFormat", "location", "locationName", "flattened", "jsonvalue", "document")


def model_of(models, signing_name):
    folder = models / FOLDERS.get(signing_name, signing_name)
    latest = sorted(version for version in folder.iterdir() if version.is_dir())[-1]
    with gzip.open(latest / "service-2.json.gz") as file:
        return json.load(file)


def reference(given):
    """A member: the name of its shape, or that with what else decides how it is written."""
    more = {name: given[name] for name in KEPT if name in given}
    return {"shape": given["shape"], **more} if more else given["shape"]


def shape_of(shape):
    found = {"type": shape["type"], **{name: shape[name] for name in KEPT if name in shape}}
    if shape["type"] == "structure":
        found["members"] = {name: reference(member) for name, member in shape["members"].items()}
        for name in ("required", "payload"):
            if shape.get(name):
                found[name] = shape[name]
    for name in ("member", "key", "value"):
        if name in shape:
            found[name] = reference(shape[name])
    if "enum" in shape:
        found["enum"] = shape["enum"]
    return found


def referred(shape):
    members = [*shape.get("members", {}).values(), *(shape[name] for name in ("member", "key", "value") if name in shape)]
    return [member["shape"] for member in members]


def with_inputs(model, operations):
    """What a codec needs: requests and responses."""
    shapes, found = model["shapes"], {}
    calls = {}
    for name in operations:
        operation = model["operations"][name]
        http = operation["http"]
        calls[name] = {"method": http["method"], "uri": http["requestUri"]}
        if http.get("responseCode", 200) != 200:
            calls[name]["status"] = http["responseCode"]
        for side in ("input", "output"):
            if side in operation:
                calls[name][side] = operation[side]["shape"]
                collect(shapes, operation[side]["shape"], found)
    for shape in found.values():
        shape.pop("enum", None)
        shape.pop("required", None)
    return {"operations": calls, "shapes": dict(sorted(found.items()))}


def collect(shapes, first, found):
    left = [first]
    while left:
        name = left.pop()
        if name not in found:
            found[name] = shape_of(shapes[name])
            left.extend(referred(shapes[name]))


def digest(model, operations):
    shapes, found = model["shapes"], {}
    answers = {}
    for name in operations:
        operation = model["operations"].get(name)
        if operation is None:
            sys.exit(f"there is no operation {name}")
        errors = [error["shape"] for error in operation.get("errors", [])]
        codes = [shapes[error].get("error", {}).get("code", error) for error in errors]
        answers[name] = {"errors": sorted({*errors, *codes})}
        if "output" in operation:
            answers[name]["output"] = operation["output"]["shape"]
            collect(shapes, operation["output"]["shape"], found)
    return {"version": model["metadata"]["apiVersion"], "operations": answers, "shapes": dict(sorted(found.items()))}


def main():
    models, served, folder = (Path(given) for given in sys.argv[1:4])
    operations_of = json.loads(served.read_text())
    if "--with-inputs" in sys.argv:
        service = sys.argv[-1]
        print(json.dumps(with_inputs(model_of(models, service), operations_of[service]), separators=(",", ":")))
        return
    folder.mkdir(parents=True, exist_ok=True)
    for signing_name, operations in operations_of.items():
        text = json.dumps(digest(model_of(models, signing_name), operations), separators=(",", ":"))
        (folder / f"{signing_name}.json").write_text(text + "\n")


main()
