import { type EventDetails, eventDetails } from "../../asl";
import type { HistoryEvent } from "../../asl/engine";
import { type Definition, type State, stateAt, statePointer } from "../../diagram";
import { hasFailed, transitionsTaken } from "./transitions";

/** One attempt of a Task, as the history has it: JSON texts. */
export interface TracedAttempt {
  resource: string;
  parameters: string;
  result?: string;
  error?: string;
  cause?: string;
  startedAt: number;
  endedAt?: number;
}

/** One visit of a state. */
export interface TracedVisit {
  /** The id of the state's node in the drawing. */
  id: string;
  state: string;
  type: string;
  /** The Map or Parallel that it is in. */
  container?: TracedVisit;
  /** By the id of each inline Map around it: the index of the iteration. */
  iterations: Readonly<Record<string, number>>;
  input: string;
  output?: string;
  /** JSON texts by name. */
  variables: Readonly<Record<string, string>>;
  assigned?: Readonly<Record<string, string>>;
  attempts: TracedAttempt[];
  error?: string;
  cause?: string;
  enteredAt: number;
  exitedAt?: number;
  /** Whether it was left by a Catch. */
  caught?: true;
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
 * What an execution did, from its history: the visits of its states in the order in which they were entered, and the transitions that
 * it took. Each event names the one before it, which leads to where it belongs, even when branches and iterations run in parallel.
 */
export class Trace {
  readonly visits: TracedVisit[] = [];
  /** By the id of a transition: in which iterations it was taken, each time. */
  readonly taken = new Map<string, Readonly<Record<string, number>>[]>();
  /** The same of those that may have been taken, where the history does not tell which of several it was. */
  readonly perhaps = new Map<string, Readonly<Record<string, number>>[]>();
  readonly maps = new Map<string, TracedMap>();
  private readonly places = new Map<number, Place>();
  /** By a visit of a Parallel: the branches that were entered. */
  private readonly branches = new Map<TracedVisit, Set<number>>();
  private count = 0;

  constructor(readonly definition: Definition) {}

  /** Reads the events that were added since the last call. */
  read(events: readonly HistoryEvent[]): this {
    for (; this.count < events.length; this.count++) {
      const event = events[this.count]!;
      const before = this.places.get(event.previousEventId) ?? ROOT;
      this.places.set(event.id, this.placeAfter(event, before));
    }
    return this;
  }

  private placeAfter(event: HistoryEvent, before: Place): Place {
    const { type, timestamp } = event;
    const details = eventDetails(event);
    if (type.endsWith("StateEntered")) return this.enter(type, details, timestamp.getTime(), before);
    if (type.endsWith("StateExited")) return this.exit(details, timestamp.getTime(), before);
    if (type === "ExecutionRedriven") return this.redrive(before);
    if (type === "MapStateStarted" && before.visit) {
      this.maps.set(before.visit.id, { iterations: Number(details.length ?? 0), failed: [] });
      return before;
    }
    if (type === "MapIterationStarted") return iterationOf(before, Number(details.index));
    if (type === "MapIterationFailed") {
      const map = before.container && this.maps.get(before.container.id);
      map?.failed.push(Number(details.index));
      return before;
    }
    const visit = before.visit ?? before.container;
    if (visit) note(type, details, timestamp.getTime(), visit);
    return before;
  }

  private enter(type: string, details: EventDetails, time: number, before: Place): Place {
    const name = String(details.name);
    const place = before.visit ? this.inside(before, before.visit, name) : before;
    const id = statePointer(place.graph, name);
    const visit: TracedVisit = {
      id,
      state: name,
      type: type.slice(0, -"StateEntered".length),
      ...(place.container && { container: place.container }),
      iterations: place.iterations,
      input: String(details.input ?? "null"),
      variables: place.variables,
      attempts: [],
      enteredAt: time,
    };
    this.visits.push(visit);
    const { redriven, ...here } = place;
    if (place.previous) this.leave(place.previous, name);
    else if (!redriven) this.take([`${place.graph}/StartAt`], visit);
    return { ...here, visit };
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
      return { ...place, container, graph: `${container.id}/${processorOf(state)}` };
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
    const graph = visit.id.slice(0, visit.id.lastIndexOf("/States/"));
    if (!hasFailed(visit)) this.leave(visit, undefined);
    return {
      graph,
      ...(visit.container && { container: visit.container }),
      iterations: visit.iterations,
      variables: assigned ? { ...visit.variables, ...assigned } : visit.variables,
      previous: visit,
    };
  }

  /** @param next the name of the state that it went to; undefined: to the end */
  private leave(visit: TracedVisit, next: string | undefined): void {
    const transitions = transitionsTaken(stateAt(this.definition, visit.id), visit, next);
    if (transitions.length > 0 && transitions.every(({ kind }) => kind === "catch")) visit.caught = true;
    this.take(
      transitions.map(({ field }) => `${visit.id}/${field}`),
      visit,
    );
  }

  /** @param ids of transitions of which one was taken */
  private take(ids: readonly string[], { iterations }: TracedVisit): void {
    const taken = ids.length === 1 ? this.taken : this.perhaps;
    for (const id of ids) {
      const times = taken.get(id);
      if (times) times.push(iterations);
      else taken.set(id, [iterations]);
    }
  }
}

const ROOT: Place = { graph: "", iterations: {}, variables: {} };

function iterationOf(before: Place, index: number): Place {
  const map = before.visit ?? before.container!;
  const { previous: _, visit: __, ...place } = before;
  // The state that is entered next finds the Map as the visit that it is inside of.
  return { ...place, visit: map, iterations: { ...before.iterations, [map.id]: index } };
}

function note(type: string, details: EventDetails, time: number, visit: TracedVisit): void {
  const [, step] = /^(?:Task|LambdaFunction|Activity)(Scheduled|Succeeded|Failed|TimedOut)$/.exec(type) ?? [];
  const attempt = visit.attempts.at(-1);
  switch (step) {
    case "Scheduled": {
      const parameters = String(details.parameters ?? details.input ?? "null");
      visit.attempts.push({ resource: resourceOf(details), parameters, startedAt: time });
      delete visit.error;
      delete visit.cause;
      return;
    }
    case "Succeeded":
      if (attempt) Object.assign(attempt, { result: String(details.output ?? "null"), endedAt: time });
      return;
    case "Failed":
    case "TimedOut":
      if (attempt) Object.assign(attempt, { ...failureIn(details), endedAt: time });
      Object.assign(visit, failureIn(details));
      return;
    default:
      if (/(Failed|TimedOut)$/.test(type) && !/^Execution/.test(type) && visit.error === undefined)
        Object.assign(visit, failureIn(details));
      if (type === "ExecutionFailed" && visit.type === "Fail") Object.assign(visit, failureIn(details));
  }
}

const resourceOf = ({ resourceType, resource }: EventDetails) =>
  resourceType === undefined ? String(resource) : `${resourceType}:${resource}`;

function failureIn({ error, cause }: EventDetails): { error: string; cause?: string } {
  return { error: typeof error === "string" ? error : "", ...(typeof cause === "string" && { cause }) };
}

const processorOf = (state: State | undefined) => (state?.ItemProcessor ? "ItemProcessor" : "Iterator");
