import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { Crc32c, Crc64Nvme } from "@aws-sdk/checksums/crc";
import { Xxh3_64, Xxh3_128, Xxh64 } from "@aws-sdk/checksums/xxh";
import { AwsError } from "../../aws/service";
import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type ChecksumAlgorithm,
  type ChecksumType,
} from "./store/objects";

interface Hash {
  update(bytes: Uint8Array): void;
  digest(): Promise<Uint8Array> | Uint8Array;
}

const ofNode = (name: string) => (): Hash => {
  const hash = createHash(name);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
};

function nativeCrc32(): Hash {
  let value = 0;
  return {
    update: (bytes) => {
      value = crc32(bytes, value);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}

const HASHES: Readonly<Record<ChecksumAlgorithm, () => Hash>> = {
  CRC32: nativeCrc32,
  CRC32C: () => new Crc32c(),
  CRC64NVME: () => new Crc64Nvme(),
  SHA1: ofNode("sha1"),
  SHA256: ofNode("sha256"),
  SHA512: ofNode("sha512"),
  MD5: ofNode("md5"),
  XXHASH64: () => new Xxh64(),
  XXHASH3: () => new Xxh3_64(),
  XXHASH128: () => new Xxh3_128(),
};

/** Several digests of the same bytes. */
export class Digests {
  private readonly hashes: Map<ChecksumAlgorithm, Hash>;

  constructor(algorithms: Iterable<ChecksumAlgorithm>) {
    this.hashes = new Map([...new Set(algorithms)].map((algorithm) => [algorithm, HASHES[algorithm]()]));
  }

  /** The bytes that come, as they come. */
  async *observe(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.update(chunk);
      yield chunk;
    }
  }

  update(bytes: Uint8Array): void {
    for (const hash of this.hashes.values()) hash.update(bytes);
  }

  async end(): Promise<Partial<Record<ChecksumAlgorithm, Buffer>>> {
    const found: Partial<Record<ChecksumAlgorithm, Buffer>> = {};
    for (const [algorithm, hash] of this.hashes) found[algorithm] = Buffer.from(await hash.digest());
    return found;
  }
}

export async function digestOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): Promise<Buffer> {
  const digests = new Digests([algorithm]);
  digests.update(bytes);
  return (await digests.end())[algorithm]!;
}

/** `ChecksumCRC32`: the member with a checksum. */
export const memberOf = (algorithm: ChecksumAlgorithm) => `Checksum${algorithm}` as const;

/** The checksums that an input has, by algorithm. */
export function givenChecksums(input: Record<string, unknown>): Partial<Record<ChecksumAlgorithm, string>> {
  const found = CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const value = input[memberOf(algorithm)];
    return typeof value === "string" ? [[algorithm, value] as const] : [];
  });
  return Object.fromEntries(found);
}

/** The members of an output, or a part of one, with a checksum. */
export const checksumMembers = ({ algorithm, value, type }: Checksum) => ({
  [memberOf(algorithm)]: value,
  ChecksumType: type,
});

/** Reads the name of an algorithm. Throws `InvalidRequest`. */
export function readAlgorithm(name: string): ChecksumAlgorithm {
  const found = CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === name.toUpperCase());
  if (found) return found;
  throw new AwsError(
    "InvalidRequest",
    `Checksum algorithm provided is unsupported: '${name}'. Please try again with any of the valid types: [${CHECKSUM_ALGORITHMS.join(", ")}]`,
  );
}

const CRCS = new Set<ChecksumAlgorithm>(["CRC32", "CRC32C", "CRC64NVME"]);

/**
 * The type of an upload's checksum: as it was requested, or the algorithm's own ({@link
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html}). Throws
 * `InvalidRequest` for one that the algorithm does not have.
 */
export function checksumTypeOf(algorithm: ChecksumAlgorithm, requested: string | undefined): ChecksumType {
  const isOther = requested !== undefined && requested !== "FULL_OBJECT" && requested !== "COMPOSITE";
  const hasNone =
    requested === "FULL_OBJECT"
      ? !CRCS.has(algorithm)
      : requested === "COMPOSITE" && algorithm === "CRC64NVME";
  if (isOther || hasNone) {
    throw new AwsError(
      "InvalidRequest",
      `The ${requested} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return requested ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
}
