import { type Definition, innerGraphs, type State, statePointer } from "../asl";

/** A state machine, or one inside a Map or Parallel: its states between a start and an end. */
export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

export interface GraphNode {
  /** A JSON pointer into the definition, `/States/Ship/Branches/0/States/Pack`; it ends in `#start` or `#end` for these. */
  id: string;
  kind: "start" | "end" | "state";
  /** The state's name and type; empty for a start and an end. */
  name: string;
  type: string;
  /** The state machines inside it: branches of a Parallel, the processor of a Map. */
  inner: Graph[];
  /** What a Task calls, as its Resource ends: `dynamodb:updateItem`. */
  calls?: string;
}

export interface GraphEdge extends Omit<Transition, "field"> {
  /** A JSON pointer to what leads there, `/States/Ship/Catch/0`: there may be several transitions between two states. */
  id: string;
  from: string;
  to: string;
}

export interface Transition {
  kind: "start" | "next" | "choice" | "default" | "catch";
  /** A JSON pointer in the state, without its first slash: `Next`, `Choices/1`. It is `End` also for a Succeed and a Fail. */
  field: string;
  /** The name of a state; undefined: to the end. */
  next?: string;
  /** The condition of a Choice, or the errors of a Catch. */
  label?: string;
}

/** What of a definition is connected with what. */
export function graphOf(definition: Definition, pointer = ""): Graph {
  const { StartAt, States } = definition;
  const idOf = (name: string) => statePointer(pointer, name);
  const start = `${pointer}#start`;
  const end = `${pointer}#end`;
  const edges: GraphEdge[] = [
    { id: `${pointer}/StartAt`, kind: "start", next: StartAt, from: start, to: idOf(StartAt) },
  ];
  const nodes: GraphNode[] = [{ id: start, kind: "start", name: "", type: "", inner: [] }];
  for (const [name, state] of Object.entries(States)) {
    const id = idOf(name);
    const inner = innerDefinitions(state).map(([field, graph]) => graphOf(graph, `${id}/${field}`));
    const calls = state.Type === "Task" && state.Resource ? callOf(state.Resource) : undefined;
    nodes.push({ id, kind: "state", name, type: state.Type, inner, ...(calls && { calls }) });
    for (const { field, ...transition } of transitionsOf(state))
      edges.push({
        ...transition,
        id: `${id}/${field}`,
        from: id,
        to: transition.next === undefined ? end : idOf(transition.next),
      });
  }
  if (edges.some(({ to }) => to === end)) nodes.push({ id: end, kind: "end", name: "", type: "", inner: [] });
  const known = new Set(nodes.map(({ id }) => id));
  const missing = edges.find(({ to }) => !known.has(to));
  if (missing)
    throw new Error(`A transition leads to "${missing.next}", which is no state of its state machine`);
  return { nodes, edges };
}

function innerDefinitions(state: State): [pointer: string, definition: Definition][] {
  const processor = state.ItemProcessor ? "ItemProcessor" : "Iterator";
  return innerGraphs(state).map((graph, index) => [state.Branches ? `Branches/${index}` : processor, graph]);
}

/** `arn:aws:states:::aws-sdk:s3:getObject.waitForTaskToken` as `s3:getObject.waitForTaskToken`, a function's ARN as its name. */
function callOf(resource: string): string {
  const parts = resource.split(":");
  if (parts[2] === "states" && parts[5] === "activity") return `activity ${parts.slice(6).join(":")}`;
  if (parts[2] === "states") return parts.slice(parts[5] === "aws-sdk" ? 6 : 5).join(":");
  return parts[2] === "lambda" ? (parts[6] ?? resource) : resource;
}

/** Where a state leads to, in the order in which Step Functions considers it. */
export function transitionsOf(state: State): Transition[] {
  const list: Transition[] = [];
  for (const [index, { Next, ...rule }] of (state.Choices ?? []).entries())
    list.push({ kind: "choice", field: `Choices/${index}`, next: Next, label: conditionOf(rule) });
  if (state.Default !== undefined)
    list.push({ kind: "default", field: "Default", next: state.Default, label: "otherwise" });
  if (state.Next !== undefined) list.push({ kind: "next", field: "Next", next: state.Next });
  else if (state.End || state.Type === "Succeed" || state.Type === "Fail")
    list.push({ kind: "next", field: "End" });
  for (const [index, { ErrorEquals, Next }] of (state.Catch ?? []).entries())
    list.push({ kind: "catch", field: `Catch/${index}`, next: Next, label: ErrorEquals.join(", ") });
  return list;
}

/** A rule as a person would read it: the JSONata expression, or variable, operator and operand. */
function conditionOf({ Condition, Assign: _, Output: __, ...rule }: Record<string, unknown>): string {
  if (typeof Condition === "string") return Condition.replace(/^\{%|%\}$/g, "").trim();
  if (Array.isArray(rule.And)) return rule.And.map((each) => conditionOf(each)).join(" and ");
  if (Array.isArray(rule.Or)) return rule.Or.map((each) => conditionOf(each)).join(" or ");
  if (typeof rule.Not === "object" && rule.Not)
    return `not ${conditionOf(rule.Not as Record<string, unknown>)}`;
  const { Variable, Comment: ___, ...comparison } = rule;
  return [
    Variable,
    ...Object.entries(comparison).map(([operator, operand]) => `${operator} ${operand}`),
  ].join(" ");
}
