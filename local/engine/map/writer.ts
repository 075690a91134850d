import type { Fields } from "../compile/fields";
import { Aborted, resultWriterFailed } from "../errors";
import { isObject, type JsonObject } from "../json";
import type { Scope } from "../query/scope";
import type { Visit } from "../run/visit";
import { type ChildCheckpoint, type Json, TaskFailure } from "../types";
import { callService } from "./service";

/** A child execution that ended. */
export interface ChildResult extends ChildCheckpoint {
  stateMachineArn: string;
  input: Json;
}

/** Makes the Map's result of its children ({@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html}). */
export type ResultWriter = (
  visit: Visit,
  scope: Scope,
  mapRunArn: string,
  children: ChildResult[],
) => Promise<Json>;

export function compileResultWriter(fields: Fields): ResultWriter {
  const writer = fields.object("ResultWriter");
  const config = writer?.object("WriterConfig");
  const resource = writer?.string("Resource");
  const transform = transformation(
    config?.string("Transformation") ?? (resource === undefined ? "COMPACT" : "NONE"),
  );
  if (!writer || resource === undefined)
    return async (_visit, _scope, _arn, children) => children.filter(succeeded).flatMap(transform);
  const argument = writer.template(writer.jsonata ? "Arguments" : "Parameters");
  const jsonLines = config?.string("OutputType") === "JSONL";
  return async (visit, scope, mapRunArn, children) => {
    const parameters = argument ? await argument(scope) : null;
    if (!isObject(parameters)) throw resultWriterFailed("The ResultWriter has no Bucket.");
    const folder = [parameters.Prefix, mapRunArn.split(":").at(-1)].filter((part) => part).join("/");
    const encode = (items: Json[]) =>
      jsonLines ? items.map((item) => JSON.stringify(item)).join("\n") : JSON.stringify(items);
    const files: JsonObject = {};
    const put = (name: string, body: string) =>
      write(visit, resource, { ...parameters, Key: `${folder}/${name}` }, body);
    for (const [status, group] of byStatus(children)) {
      const body = encode(status === "SUCCEEDED" ? group.flatMap(transform) : group.map(describe));
      await put(`${status}_0.json`, body);
      files[status] = [{ Key: `${folder}/${status}_0.json`, Size: Buffer.byteLength(body) }];
    }
    await put(
      "manifest.json",
      JSON.stringify({ DestinationBucket: parameters.Bucket, MapRunArn: mapRunArn, ResultFiles: files }),
    );
    return {
      MapRunArn: mapRunArn,
      ResultWriterDetails: { Bucket: parameters.Bucket ?? null, Key: `${folder}/manifest.json` },
    };
  };
}

async function write(
  visit: Visit,
  resource: string,
  { Prefix: _prefix, ...target }: JsonObject,
  Body: string,
): Promise<void> {
  try {
    await callService(visit, resource, { ...target, Body });
  } catch (error) {
    if (error instanceof Aborted) throw error;
    if (error instanceof TaskFailure)
      throw resultWriterFailed(error.cause ?? error.error ?? "The result could not be written.");
    throw resultWriterFailed(error instanceof Error ? error.message : String(error));
  }
}

const succeeded = (child: ChildResult) => child.result.status === "SUCCEEDED";

function byStatus(children: ChildResult[]): [string, ChildResult[]][] {
  const groups: [string, ChildResult[]][] = [
    ["SUCCEEDED", children.filter(succeeded)],
    ["FAILED", children.filter((child) => !succeeded(child))],
  ];
  return groups.filter(([, group]) => group.length > 0);
}

/** `NONE` keeps each child's description, `COMPACT` its output, `FLATTEN` the items of its output. */
function transformation(name: string): (child: ChildResult) => Json[] {
  if (name === "NONE") return (child) => [describe(child)];
  return (child) => {
    const output = child.result.status === "SUCCEEDED" ? child.result.output : null;
    return name === "FLATTEN" && Array.isArray(output) ? output : [output];
  };
}

function describe(child: ChildResult): Json {
  const { result } = child;
  return {
    ExecutionArn: child.executionArn,
    Input: JSON.stringify(child.input),
    InputDetails: { Included: true },
    Name: child.name,
    ...(result.status === "SUCCEEDED"
      ? { Output: JSON.stringify(result.output), OutputDetails: { Included: true } }
      : { Error: result.error ?? null, Cause: result.cause ?? null }),
    RedriveCount: child.redriveCount,
    StartDate: child.startDate,
    StateMachineArn: child.stateMachineArn,
    Status: result.status,
    StopDate: child.stopDate,
  };
}
