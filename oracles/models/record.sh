#!/bin/sh
# Reads AWS's own service models, as botocore has them, and writes what answers must look like, for the operations that the local
# cloud serves, into test/packages/local-cloud/models/data, and how S3's requests and responses are written, into
# packages/local-cloud/services/s3/model.json. Needs Python with pip, and what `npm ci` installs.
set -e
cd "$(dirname "$0")/../.."
version=${VERSION:-1.43.11}
packages=$(mktemp -d)
trap 'rm -r "$packages"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --no-deps --target "$packages" "botocore==$version"
npx node -r ./packages/local-stack/register.js oracles/models/served.ts > "$packages/served.json"
python3 oracles/models/record.py "$packages/botocore/data" "$packages/served.json" test/packages/local-cloud/models/data
python3 oracles/models/record.py "$packages/botocore/data" "$packages/served.json" . --with-inputs s3 > packages/local-cloud/services/s3/model.json
