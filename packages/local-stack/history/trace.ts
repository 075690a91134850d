import { type Definition, type EventDetails, eventDetails, stateAt, statePointer } from "../../asl";
import type { HistoryEvent } from "../../asl/engine";
import { type EventStep, stepOf } from "./eventStep";

/** Why an attempt or a visit failed; a function need not name its error. */
export interface Failure {
  error?: string;
  cause?: string;
}

/** One attempt of a Task, as the history has it: JSON texts. */
export interface TracedAttempt {
  /** The integration, `lambda:invoke`, `states:startExecution.sync:2`, or the ARN of the function or activity. */
  resource: string;
  parameters: string;
  result?: string;
  failure?: Failure;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt?: number;
}

/** One visit of a state: from its entry to its exit, over all attempts. */
export interface TracedVisit {
  /** A JSON pointer to the state in the definition. */
  id: string;
  state: string;
  type: string;
  /** The Map or Parallel that it is in. */
  container?: TracedVisit;
  /** By the id of each inline Map around it: the index of the iteration. */
  iterations: Readonly<Record<string, number>>;
  input: string;
  output?: string;
  /** The variables at its entry: JSON texts by name. */
  variables: Readonly<Record<string, string>>;
  assigned?: Readonly<Record<string, string>>;
  attempts: TracedAttempt[];
  /** Of the last attempt, or of the state itself, whether it was caught or not. */
  failure?: Failure;
  /** Milliseconds since the epoch. */
  enteredAt: number;
  exitedAt?: number;
  /** The visit before it in the same state machine, whose transition led here; undefined at the start, and after a redrive. */
  previous?: TracedVisit;
  /** The name of the state that it went to. */
  next?: string;
  /** Whether it was entered by a redrive, and not by a transition. */
  redriven?: true;
  /** Whether the execution was redriven, and entered the state again. */
  abandoned?: true;
}

/** Where an execution is after an event. */
interface Place {
  /** The JSON pointer of the state machine that the state is in. */
  graph: string;
  container?: TracedVisit;
  iterations: Readonly<Record<string, number>>;
  variables: Readonly<Record<string, string>>;
  /** The visit that the execution is in. */
  visit?: TracedVisit;
  /** The visit that it came from. */
  previous?: TracedVisit;
  /** Whether it is entered by a redrive rather than by a transition. */
  redriven?: true;
}

/** The iterations of an inline Map's last visit. */
export interface TracedMap {
  iterations: number;
  failed: number[];
}

/**
 * What an execution did, from its history: the visits of its states in the order in which they were entered. Each event names the one
 * before it, which leads to where it belongs, even when branches and iterations run in parallel.
 */
export class Trace {
  readonly visits: TracedVisit[] = [];
  /** By the id of a Map. */
  readonly maps = new Map<string, TracedMap>();
  /** By the id of an event. */
  private readonly places: Place[] = [];
  /** By a visit of a Parallel: the branches that were entered. */
  private readonly branches = new Map<TracedVisit, Set<number>>();
  /** Maps and Parallels that failed. */
  private readonly failed = new Set<TracedVisit>();
  /** By state machine and name: long histories have few states. */
  private readonly ids = new Map<string, Map<string, string>>();
  private count = 0;

  constructor(readonly definition: Definition) {}

  /** Reads the events that were added since the last call. */
  read(events: readonly HistoryEvent[]): this {
    for (; this.count < events.length; this.count++) {
      const event = events[this.count]!;
      const before = this.places[event.previousEventId] ?? ROOT;
      this.places[event.id] = this.placeAfter(event, before);
    }
    return this;
  }

  private placeAfter(event: HistoryEvent, before: Place): Place {
    const { step, state } = stepOf(event.type);
    const details = eventDetails(event);
    const time = event.timestamp.getTime();
    switch (step) {
      case "entered":
        return this.enter(state!, details, time, before);
      case "exited":
        return this.exit(details, time, before);
      case "redriven":
        return this.redrive(before);
      case "containerStarted":
        return this.startContainer(this.containerOf(before, state!), details, before);
      case "containerFailed":
        this.failContainer(this.containerOf(before, state!), before);
        return before;
      case "iterationStarted":
        return iterationOf(before, Number(details.index));
      case "iterationFailed": {
        const map = this.containerOf(before, "Map");
        if (map) this.maps.get(map.id)?.failed.push(Number(details.index));
        return before;
      }
      default: {
        const visit = before.visit ?? before.container;
        if (visit) note(step, details, time, visit);
        return before;
      }
    }
  }

  private enter(type: string, details: EventDetails, time: number, before: Place): Place {
    const name = String(details.name);
    const place = before.visit ? this.inside(before, before.visit, name) : before;
    const { graph, container, iterations, variables, previous, redriven } = place;
    const visit: TracedVisit = {
      id: this.idOf(graph, name),
      state: name,
      type,
      ...(container && { container }),
      iterations,
      input: String(details.input ?? "null"),
      variables,
      attempts: [],
      enteredAt: time,
      ...(previous && { previous }),
      ...(redriven && { redriven }),
    };
    if (previous) previous.next = name;
    this.visits.push(visit);
    return { graph, ...(container && { container }), iterations, variables, visit };
  }

  /** The innermost Map or Parallel that has not ended: what fails inside it is the event before its own. */
  private containerOf(before: Place, type: string): TracedVisit | undefined {
    let visit = before.visit ?? before.container;
    while (visit && (visit.type !== type || this.failed.has(visit))) visit = visit.container;
    return visit;
  }

  /** Also at each retry. */
  private startContainer(visit: TracedVisit | undefined, details: EventDetails, before: Place): Place {
    if (!visit) return before;
    const { id, container, iterations, variables, type } = visit;
    if (type === "Map") this.maps.set(id, { iterations: Number(details.length ?? 0), failed: [] });
    this.branches.delete(visit);
    if (before.visit === visit) return before;
    for (const each of this.visits)
      if (each.exitedAt === undefined && isInside(each, visit)) each.abandoned = true;
    return { graph: graphOf(id), ...(container && { container }), iterations, variables, visit };
  }

  private failContainer(visit: TracedVisit | undefined, before: Place): void {
    if (!visit) return;
    this.failed.add(visit);
    visit.failure ??= before.visit?.failure ?? {};
  }

  private idOf(graph: string, name: string): string {
    const names = this.ids.get(graph) ?? new Map<string, string>();
    const id = names.get(name) ?? statePointer(graph, name);
    this.ids.set(graph, names.set(name, id));
    return id;
  }

  /** It continues in the outermost of the states that it was in, which is entered again. */
  private redrive(before: Place): Place {
    for (const visit of this.visits) if (visit.exitedAt === undefined) visit.abandoned = true;
    let outermost = before.visit ?? before.container;
    while (outermost?.container) outermost = outermost.container;
    return { ...ROOT, variables: outermost?.variables ?? before.variables, redriven: true };
  }

  /** The place at the start of a state machine inside a state. */
  private inside(before: Place, container: TracedVisit, name: string): Place {
    const state = stateAt(this.definition, container.id);
    const { previous: _, visit: __, ...place } = before;
    if (container.type !== "Parallel")
      return {
        ...place,
        container,
        graph: `${container.id}/${state?.ItemProcessor ? "ItemProcessor" : "Iterator"}`,
      };
    const entered = this.branches.get(container) ?? new Set<number>();
    this.branches.set(container, entered);
    const branches = state?.Branches ?? [];
    const first = branches.findIndex(({ StartAt }, index) => StartAt === name && !entered.has(index));
    // After a redrive, a branch continues where it was.
    const branch =
      first >= 0
        ? first
        : branches.findIndex(({ States }, index) => Object.hasOwn(States, name) && !entered.has(index));
    entered.add(branch);
    return { ...place, container, graph: `${container.id}/Branches/${branch}` };
  }

  private exit(details: EventDetails, time: number, before: Place): Place {
    let visit = before.visit ?? before.container;
    while (visit && (visit.state !== details.name || visit.exitedAt !== undefined)) visit = visit.container;
    if (!visit) return before;
    visit.exitedAt = time;
    visit.output = String(details.output ?? "null");
    const assigned = details.assignedVariables as Record<string, string> | undefined;
    if (assigned) visit.assigned = assigned;
    return {
      graph: graphOf(visit.id),
      ...(visit.container && { container: visit.container }),
      iterations: visit.iterations,
      variables: assigned ? { ...visit.variables, ...assigned } : visit.variables,
      previous: visit,
    };
  }
}

const ROOT: Place = { graph: "", iterations: {}, variables: {} };

/** The JSON pointer of the state machine that a state is in. */
const graphOf = (id: string): string => id.slice(0, id.lastIndexOf("/States/"));

function isInside(visit: TracedVisit, container: TracedVisit): boolean {
  let around = visit.container;
  while (around && around !== container) around = around.container;
  return around !== undefined;
}

function iterationOf(before: Place, index: number): Place {
  const map = before.visit ?? before.container!;
  const { previous: _, visit: __, ...place } = before;
  // The state that is entered next finds the Map as the visit that it is inside of.
  return { ...place, visit: map, iterations: { ...before.iterations, [map.id]: index } };
}

/** Adds an event to the visit that it belongs to. */
function note(step: EventStep, details: EventDetails, time: number, visit: TracedVisit): void {
  const attempt = visit.attempts.at(-1);
  switch (step) {
    case "scheduled": {
      const parameters = String(details.parameters ?? details.input ?? "null");
      visit.attempts.push({ resource: resourceOf(details), parameters, startedAt: time });
      delete visit.failure;
      return;
    }
    case "succeeded":
      if (attempt) Object.assign(attempt, { result: String(details.output ?? "null"), endedAt: time });
      return;
    case "failed":
      visit.failure = failureIn(details);
      if (attempt) Object.assign(attempt, { failure: visit.failure, endedAt: time });
      return;
    case "stateFailed":
      // The state itself fails: a Fail, a Map, or an expression that cannot be evaluated.
      if (visit.failure?.error === undefined) visit.failure = failureIn(details);
  }
}

const resourceOf = ({ resourceType, resource }: EventDetails) =>
  resourceType === undefined ? String(resource) : `${resourceType}:${resource}`;

function failureIn({ error, cause }: EventDetails): Failure {
  return {
    ...(typeof error === "string" && { error }),
    ...(typeof cause === "string" && { cause }),
  };
}
