/**
 * What the console's server and its page say to each other, as JSON, below `/_console/`. Times are milliseconds since the epoch on the
 * stack's own clock. JSON values of users (inputs, outputs) are texts, as Step Functions has them.
 *
 * | request | response |
 * | --- | --- |
 * | `GET stack` | {@link StackView} |
 * | `GET executions?machine&status&name&from&to&mapRun&offset&limit` | {@link ExecutionPage} |
 * | `GET execution?arn&iterations` | {@link ExecutionView} |
 * | `GET timeline?arn&iterations` | {@link TimelineView} |
 * | `GET copies?arn` | {@link CopiesView} |
 * | `GET visits?arn&state&iterations` | {@link VisitView}`[]` |
 * | `GET history?arn&offset&limit` | {@link HistoryPage} |
 * | `GET drawing?machine` | {@link Drawing} |
 * | `GET inputs?machine` | the last inputs of its executions, the latest first, without repeats: `string[]`, at most five |
 * | `GET logs?function` | {@link LogLineView}`[]` |
 * | `GET table?name&offset&limit`, `GET queue?name`, `GET bucket?name`, `GET topic?name` | {@link ItemsView} |
 * | `GET clock?waiting` | {@link ClockView} |
 * | `GET faults` | {@link FaultView}`[]` |
 * | `GET events` | Server-Sent Events whose data is a {@link Live} |
 * | `POST start` {@link StartRequest}, `POST stop` and `POST redrive` `{arn}` | `{arn}` |
 * | `POST clock` {@link ClockRequest} | {@link ClockView} |
 * | `POST faults/add` {@link FaultRequest}, `POST faults/clear` `{}` | {@link FaultView}`[]` |
 * | `POST queue/redrive` `{name}` | `{moved}` |
 *
 * A refused request is answered with {@link Problem} and a status from 400.
 */
import type { Drawing } from "../diagram";

export type Status = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "PENDING_REDRIVE";

export interface Problem {
  /** What was given and what is allowed. */
  message: string;
}

export interface StackView {
  name: string;
  /** The program's folder. */
  program: string;
  endpoint: string;
  region: string;
  accountId: string;
  machines: MachineView[];
  functions: { name: string; title: string; arn: string }[];
  tables: { name: string; title: string }[];
  queues: QueueView[];
  buckets: { name: string; title: string }[];
  topics: { name: string; title: string }[];
  outputs: { name: string; value: unknown; secret: boolean }[];
  refusals: RefusalView[];
  deployment?: DeploymentView;
}

export interface MachineView {
  arn: string;
  /** In AWS. */
  name: string;
  /** In the program. */
  title: string;
  type: "STANDARD" | "EXPRESS";
  comment?: string;
  counts: Partial<Record<Status, number>>;
  /** The members of the input that the definition reads by name: `order.id`. */
  inputPaths: string[];
}

export interface QueueView {
  name: string;
  title: string;
  messages: number;
  /** The queues whose dead letters it takes. */
  deadLettersOf: string[];
}

export interface RefusalView {
  time: number;
  message: string;
  /** Whether the call was refused, or only recorded (`--iam audit`). */
  enforced: boolean;
  /** The policy statement that would allow it, as JSON text. */
  statement?: string;
}

export interface DeploymentView {
  time: number;
  created: string[];
  updated: string[];
  deleted: string[];
  unchanged: number;
  /** Why the last deployment after this one failed. */
  error?: string;
}

export interface ExecutionRow {
  arn: string;
  name: string;
  machine: string;
  /** The state machine's name in the program. */
  title: string;
  status: Status;
  startedAt: number;
  endedAt?: number;
  redriveCount: number;
  error?: string;
  /** The ARN of the Map Run whose child it is. */
  mapRun?: string;
}

export interface ExecutionPage {
  /** The latest first. */
  rows: ExecutionRow[];
  /** How many match. */
  total: number;
}

export interface Link {
  arn: string;
  title: string;
  status: Status;
}

export interface ExecutionView extends ExecutionRow {
  type: "STANDARD" | "EXPRESS";
  input: string;
  output?: string;
  cause?: string;
  drawing: Drawing;
  /** By the id of a node of the drawing; a state that is not in it was not entered. */
  states: Record<string, StateView>;
  /** By the id of an edge of the drawing: how often the execution took it. */
  taken: Record<string, number>;
  /** Of several edges between two nodes, of which the history does not tell which one was taken: how often it may have been. */
  perhaps: Record<string, number>;
  /** By the id of a Map's node: how many iterations there are, and which one the states are shown of. */
  maps: Record<string, { iterations: number; shown: number; failed: number[] }>;
  startedBy?: Link;
  started: Link[];
  mapRuns: { arn: string; title: string; status: string; counts: Record<string, number> }[];
  events: number;
  billedTransitions: number;
  /** US dollars so far. */
  cost: number;
  redrivable: boolean;
}

export interface StateView {
  status: "running" | "succeeded" | "caught" | "failed" | "retrying" | "aborted";
  visits: number;
  /** Of a Task that is retried: the attempt that runs or ran last, and how many there can be. */
  attempt?: number;
  maxAttempts?: number;
}

export interface TimelineView {
  rows: TimelineRow[];
  /** Whether there are more rows than are sent. */
  cut: boolean;
}

export interface TimelineRow {
  state: string;
  /** The node's id. */
  id: string;
  type: string;
  iteration?: number;
  startedAt: number;
  endedAt?: number;
  status: StateView["status"];
  /** How much of the time was skipped by the clock, in milliseconds. */
  skipped?: number;
}

/** What starts an execution like this one. */
export interface CopiesView {
  /** A command line. */
  command: string;
  /** The code of a test. */
  test: string;
}

export interface AttemptView {
  resource: string;
  parameters: string;
  result?: string;
  error?: string;
  cause?: string;
  startedAt: number;
  endedAt?: number;
  /** What the function printed meanwhile. */
  logs: LogLineView[];
}

/** One visit of a state. */
export interface VisitView {
  state: string;
  type: string;
  iteration?: number;
  status: StateView["status"];
  enteredAt: number;
  exitedAt?: number;
  /** JSON texts. */
  input: string;
  arguments?: string;
  result?: string;
  output?: string;
  variablesBefore: string;
  variablesAfter?: string;
  attempts: AttemptView[];
  error?: string;
  cause?: string;
  /** The policy statement that would have allowed what was refused. */
  missingStatement?: string;
}

export interface HistoryPage {
  events: { id: number; type: string; time: number; state?: string; json: string }[];
  total: number;
}

export interface LogLineView {
  time: number;
  message: string;
  requestId?: string;
}

export interface ItemsView {
  items: { id: string; json: string }[];
  total: number;
}

export interface ClockView {
  now: number;
  mode: "real" | "skip" | "scaled" | "manual";
  factor?: number;
  /** When the next timers of the stack are due, the earliest first; at most 50. */
  due: number[];
  /** If they are asked for: the executions that are in a Wait; at most 50. */
  waiting: { what: string; arn: string }[];
}

export type ClockRequest =
  | { mode: "real" | "skip" | "manual" }
  | { mode: "scaled"; factor: number }
  | { advance: { seconds: number } }
  | { advance: "next" };

export interface FaultView {
  machine: string;
  state: string;
  attempts: string;
  kind: string;
  text: string;
}

/** The shape of a rule of a fault plan (docs/faults.md), with the machine's name in AWS. */
export interface FaultRequest {
  stateMachine: string;
  state: string;
  attempts?: string;
  fault: { kind: string } & Record<string, unknown>;
}

export interface StartRequest {
  machine: string;
  /** JSON text. */
  input: string;
  name?: string;
}

/** What changed since the last event, at most every 100 ms. */
export interface Live {
  /** Executions that started, went on or ended: the row of each as it is now. */
  executions: ExecutionRow[];
  /** The counts of the state machines whose executions changed, by ARN. */
  counts: Record<string, Partial<Record<Status, number>>>;
  /** The clock, if its mode or what waits changed. */
  clock?: { now: number; mode: ClockView["mode"] };
  /** Whether `GET stack` has more than changed counts: after a deployment, a refusal, a change of a queue. */
  stack: boolean;
  /** Functions that printed something. */
  logs: string[];
}
