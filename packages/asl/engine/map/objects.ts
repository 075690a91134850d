import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { isObject } from "../json";
import type { Visit } from "../run/visit";
import type { Json } from "../types";
import { callService, serviceRequest } from "./service";

/** What `s3:getObject` answered for the Map: the object's bytes, or a body that a mock gave as JSON. */
export type ObjectBody = { bytes: AsyncIterable<Uint8Array>; streamed: boolean } | { value: Json };

/** Reads an object for the Map itself: piece by piece where the surroundings can, otherwise at once. */
export async function readObject(visit: Visit, resource: string, parameters: Json): Promise<ObjectBody> {
  const { tasks } = visit.frame.run.surroundings;
  if (tasks.readObject)
    return { bytes: unpacked(pieces(visit, resource, parameters), parameters), streamed: true };
  const object = await callService(visit, resource, parameters);
  const body = isObject(object) && object.Body !== undefined ? object.Body : object;
  if (typeof body !== "string") return { value: body };
  const whole = Buffer.from(body, isGzip(parameters) ? "latin1" : "utf8");
  return { bytes: unpacked(only(whole), parameters), streamed: false };
}

/** The pieces of an object; the reading ends with the Map. */
async function* pieces(visit: Visit, resource: string, parameters: Json): AsyncGenerator<Uint8Array> {
  const controller = new AbortController();
  const request = serviceRequest(visit, resource, parameters, controller.signal);
  const reading = visit.frame.run.surroundings.tasks.readObject!(request)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await visit.frame.wait<IteratorResult<Uint8Array>>((resolve, reject) => {
        reading.next().then(resolve, reject);
        return () => controller.abort();
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    controller.abort();
    await reading.return?.();
  }
}

export async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function unpacked(bytes: AsyncIterable<Uint8Array>, parameters: Json): AsyncIterable<Uint8Array> {
  if (!isGzip(parameters)) return bytes;
  const gunzip = createGunzip();
  // An error of the object destroys `gunzip` with it: its reader receives it.
  pipeline(Readable.from(bytes, { objectMode: false }), gunzip, () => {});
  return gunzip;
}

const isGzip = (parameters: Json) =>
  isObject(parameters) && typeof parameters.Key === "string" && parameters.Key.endsWith(".gz");
