import { mermaid } from "../diagrams/mermaid";
import { countStates, type Definition, type Machine, machinesOf, statesByPath } from "./definition";
import { type Block, details, paragraph, type Section } from "./document";
import { lineDiff } from "./lineDiff";
import type { Snapshot } from "./snapshot";

/** What differs between two definitions of a state machine, state by state. */
export interface DefinitionChange {
  added: string[];
  removed: string[];
  changed: string[];
  /** Lines of a diff, with a heading for each state. */
  lines: string[];
}

/** Undefined if the two are equal. The order of fields does not count. */
export function definitionChange(before: Definition, now: Definition): DefinitionChange | undefined {
  const [old, current] = [statesByPath(before), statesByPath(now)];
  const change: DefinitionChange = { added: [], removed: [], changed: [], lines: [] };
  for (const path of new Set([...old.keys(), ...current.keys()])) {
    const lines = lineDiff(pretty(old.get(path)), pretty(current.get(path)));
    if (lines.length === 0) continue;
    const name = path === "" ? "the machine itself" : path;
    const kind = !old.has(path) ? "added" : !current.has(path) ? "removed" : "changed";
    change[kind].push(name);
    change.lines.push(`  ${name} (${kind})`, ...lines);
  }
  return change.lines.length > 0 ? change : undefined;
}

const pretty = (value: unknown): string[] =>
  value === undefined ? [] : JSON.stringify(sorted(value), undefined, 2).split("\n");

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}

/** All state machines or, against an earlier program, how they changed. */
export function definitionsSection(now: Snapshot, before?: Snapshot): Section {
  return before ? changedMachines(machinesOf(now), machinesOf(before)) : allMachines(machinesOf(now));
}

function allMachines(machines: Machine[]): Section {
  const rows = machines.map(({ resource, type, definition }) => [
    resource.name,
    type,
    definition ? String(countStates(definition)) : "unknown",
    String(definition?.Comment ?? ""),
  ]);
  return {
    title: `State machines: ${machines.length}`,
    blocks:
      rows.length === 0
        ? [paragraph("None.")]
        : [
            {
              kind: "table",
              columns: [
                { title: "state machine" },
                { title: "type" },
                { title: "states", align: "right" },
                { title: "what it does" },
              ],
              rows,
            },
          ],
  };
}

function changedMachines(machines: Machine[], before: Machine[]): Section {
  const old = new Map(before.map((machine) => [machine.resource.urn, machine]));
  const blocks: Block[] = [];
  let count = 0;
  for (const machine of machines) {
    const urn = [machine.resource.urn, ...machine.resource.aliases].find((each) => old.has(each));
    const was = urn === undefined ? undefined : old.get(urn);
    if (urn !== undefined) old.delete(urn);
    const shown = machineBlocks(machine, was);
    if (shown.length > 0) count++;
    blocks.push(...shown);
  }
  for (const { resource } of old.values()) {
    count++;
    blocks.push(paragraph(`${resource.name}: removed.`));
  }
  return {
    title: `State machines: ${count} of ${machines.length} changed`,
    blocks: blocks.length > 0 ? blocks : [paragraph("No definition changed.")],
  };
}

function machineBlocks({ resource, type, definition }: Machine, was: Machine | undefined): Block[] {
  const drawing: Block[] = definition
    ? [details(`${resource.name}, drawn`, [{ kind: "diagram", source: mermaid(definition) }])]
    : [];
  if (!was) {
    const states = definition ? ` with ${countStates(definition)} states` : "";
    return [paragraph(`${resource.name}: added, ${type}${states}.`), ...drawing];
  }
  if (!definition || !was.definition) {
    return definition === was.definition
      ? []
      : [paragraph(`${resource.name}: its definition became known or unknown.`)];
  }
  const change = definitionChange(was.definition, definition);
  if (!change) return [];
  return [
    paragraph(`${resource.name}: ${inWords(change)}.`),
    details(`${resource.name}, what changed`, [{ kind: "lines", language: "diff", lines: change.lines }]),
    ...drawing,
  ];
}

const inWords = ({ added, removed, changed }: DefinitionChange): string =>
  Object.entries({ added, removed, changed })
    .filter(([, names]) => names.length > 0)
    .map(
      ([word, names]) =>
        `${word} ${names.map((name) => (name.includes(" ") ? `'${name}'` : name)).join(", ")}`,
    )
    .join("; ");
