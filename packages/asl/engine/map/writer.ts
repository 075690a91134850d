import type { Fields } from "../compile/fields";
import type { Expression, Scope } from "../query/scope";
import type { Visit } from "../run/visit";
import type { Json } from "../types";
import type { MapRunNames } from "./arns";
import { describe } from "./describe";
import { ExportedResults } from "./exportedResults";
import { CollectedResults, type Results, type Transformation } from "./results";

/**
 * Makes what takes the results of a Map's children
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html}).
 * @param before the checkpoint of what took them in an earlier run
 */
export type ResultWriter = (visit: Visit, scope: Scope, names: MapRunNames, before?: Json) => Results;

export function compileResultWriter(fields: Fields): ResultWriter {
  const writer = fields.object("ResultWriter");
  const config = writer?.object("WriterConfig");
  const resource = writer?.string("Resource");
  const transform = transformation(
    config?.string("Transformation") ?? (resource === undefined ? "COMPACT" : "NONE"),
  );
  if (!writer || resource === undefined) {
    return (visit, _scope, _names, before) => new CollectedResults(visit.state.name, transform, before);
  }
  const argument: Expression = writer.template(writer.jsonata ? "Arguments" : "Parameters") ?? (() => null);
  const jsonLines = config?.string("OutputType") === "JSONL";
  return (visit, scope, { mapRunArn }, before) =>
    new ExportedResults({
      visit,
      resource,
      mapRunArn,
      transform,
      jsonLines,
      target: async () => argument(scope),
      ...(before !== undefined && { before }),
    });
}

function transformation(name: string): Transformation {
  if (name === "NONE") return (child) => [describe(child)];
  return (child) => {
    const output = child.result.status === "SUCCEEDED" ? child.result.output : null;
    return name === "FLATTEN" && Array.isArray(output) ? output : [output];
  };
}
