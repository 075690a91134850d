"""s3fs against the local cloud, as it comes."""

import os
import sys
import tempfile

import s3fs

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "python"))
from checks import ENV, check, digest, equal  # noqa: E402


def objects():
    files = s3fs.S3FileSystem()
    path = f"{ENV['BUCKET_NAME']}/s3fs/large"
    files.put(ENV["LARGE_FILE"], path)
    with tempfile.NamedTemporaryFile() as down:
        files.get(path, down.name)
        equal(digest(down.name), digest(ENV["LARGE_FILE"]))
    with files.open(path, "rb") as remote, open(ENV["LARGE_FILE"], "rb") as local:
        remote.seek(30_000_000)
        local.seek(30_000_000)
        equal(remote.read(10), local.read(10))
    equal(files.ls(f"{ENV['BUCKET_NAME']}/s3fs"), [path])
    files.rm(path)


check("S3", "60 MB by put and get, seek, ls", objects)
