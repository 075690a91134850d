import { paragraph, type Section } from "./document";
import { isWithin, replaces } from "./replacements";
import type { SavedResource, Snapshot } from "./snapshot";
import { describeChange, type ValueChange, valueChanges } from "./valueDiff";

export type Operation = "create" | "update" | "replace" | "delete";

/** How a resource changes. */
export interface ResourceChange {
  operation: Operation;
  resource: SavedResource;
  /** Of an update or a replacement: what differs. */
  properties: ValueChange[];
  /** What a reader must know about it. */
  warnings: string[];
}

/** What `pulumi up` would do to get from one evaluation of a stack to another, as far as the two determine it; by type and name. */
export function resourceChanges(before: Snapshot, now: Snapshot): ResourceChange[] {
  const old = new Map(before.resources.map((resource) => [resource.urn, resource]));
  const changes: ResourceChange[] = [];
  for (const resource of now.resources) {
    const urn = [resource.urn, ...resource.aliases].find((each) => old.has(each));
    const was = urn === undefined ? undefined : old.get(urn);
    if (urn !== undefined) old.delete(urn);
    const change = was
      ? changeOf(was, resource)
      : { operation: "create" as const, resource, properties: [], warnings: [] };
    if (change) changes.push(change);
  }
  for (const resource of old.values()) changes.push(deletion(resource));
  const key = ({ resource }: ResourceChange) => `${resource.type} ${resource.name}`;
  return changes.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const REFUSED = "is protected: pulumi up refuses this";

function deletion(resource: SavedResource): ResourceChange {
  const warnings = [
    ...(resource.protect ? [REFUSED] : []),
    ...(resource.retainOnDelete ? ["stays in AWS (retainOnDelete)"] : []),
  ];
  return { operation: "delete", resource, properties: [], warnings };
}

function changeOf(before: SavedResource, now: SavedResource): ResourceChange | undefined {
  const properties = valueChanges(before.inputs, now.inputs).filter(
    ({ path }) => !now.ignoreChanges.some((ignored) => isWithin(path, ignored)),
  );
  const options = valueChanges(optionsOf(before), optionsOf(now));
  if (before.type !== now.type) {
    options.unshift({ path: "type", before: before.type, after: now.type });
  }
  if (properties.length + options.length === 0) return undefined;
  const isReplaced =
    now.custom &&
    (before.type !== now.type ||
      properties.some(({ path }) => replaces(now.type, path, now.replaceOnChanges)));
  return {
    operation: isReplaced ? "replace" : "update",
    resource: now,
    properties: [...properties, ...options],
    warnings: [
      ...(isReplaced && before.protect ? [REFUSED] : []),
      ...(before.protect && !now.protect ? ["is no longer protected"] : []),
    ],
  };
}

const optionsOf = ({ protect, retainOnDelete }: SavedResource) => ({ protect, retainOnDelete });

const MARKS: Record<Operation, string> = { create: "+", update: "~", replace: "+-", delete: "-" };
const WORDS: Record<Operation, string> = {
  create: "to create",
  update: "to update",
  replace: "to replace",
  delete: "to delete",
};
const MAX_PROPERTIES = 8;

/** The changes from an earlier evaluation, in the layout of `pulumi preview`. */
export function changesSection(before: Snapshot, now: Snapshot): Section {
  const changes = resourceChanges(before, now);
  const title = `Changes: ${summary(changes)}`;
  if (changes.length === 0) {
    return { title, blocks: [paragraph("No resource differs from the saved evaluation.")] };
  }
  const warnings = changes.flatMap(({ resource, operation, warnings: all }) =>
    all.map((warning) => `⚠ ${resource.type} ${resource.name} (${operation}) ${warning}.`),
  );
  const blocks: Section["blocks"] = [
    { kind: "list", items: warnings },
    { kind: "lines", language: "text", lines: changes.flatMap(lines) },
  ];
  if (changes.some(({ operation }) => operation === "replace")) {
    blocks.push(
      paragraph(
        "What is replaced gets a new name; what refers to it then changes too, which is not shown here.",
      ),
    );
  }
  return { title, blocks };
}

function summary(changes: ResourceChange[]): string {
  const counts = Object.keys(WORDS).flatMap((operation) => {
    const count = changes.filter((change) => change.operation === operation).length;
    return count > 0 ? [`${count} ${WORDS[operation as Operation]}`] : [];
  });
  return counts.join(", ") || "none";
}

function lines({ operation, resource, properties, warnings }: ResourceChange): string[] {
  const shown = properties.slice(0, MAX_PROPERTIES).map((each) => `      ${describeChange(each)}`);
  const more = properties.length - MAX_PROPERTIES;
  const note = warnings.length > 0 ? `  ⚠ ${warnings.join("; ")}` : "";
  return [
    `${MARKS[operation].padEnd(2)} ${resource.type}  ${resource.name}${note}`,
    ...shown,
    ...(more > 0 ? [`      and ${more} more`] : []),
  ];
}
