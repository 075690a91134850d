import { type Input, validationError } from "./item";

/** Settings of tables that have no effect here, and what they are. */
const NOT_SERVED: Readonly<Record<string, string>> = {
  GlobalTableSettingsReplicationMode: "global tables",
  GlobalTableWitnessUpdates: "global tables",
  MultiRegionConsistency: "global tables",
  OnDemandThroughput: "throughput limits",
  ReplicaUpdates: "global tables",
  ResourcePolicy: "resource policies of tables",
  WarmThroughput: "warm throughput settings",
};

/**
 * Rejects what a table cannot have here, rather than dropping it, with AWS's error for a parameter that is not allowed.
 * @param operation `CreateTable` or `UpdateTable`
 */
export function refuseUnsupportedSettings(operation: string, input: Input): void {
  for (const [member, what] of Object.entries(NOT_SERVED))
    if (input[member] !== undefined) throw notServed(member, what);
  const { StreamSpecification, TableClass = "STANDARD" } = input;
  if (TableClass !== "STANDARD") throw notServed(`TableClass ${TableClass}`, "other table classes");
  if (StreamSpecification === undefined) return;
  const { StreamEnabled } = StreamSpecification as Input;
  if (StreamEnabled === true) throw notServed("StreamSpecification", "streams");
  if (operation === "UpdateTable")
    throw validationError(
      "Table doesn't have a stream to disable: streams are not served by the local cloud",
    );
}

const notServed = (given: string, what: string) =>
  validationError(
    `One or more parameter values were invalid: ${given} is not supported: ${what} are not served by the local cloud`,
  );
