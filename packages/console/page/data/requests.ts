import type { Drawing } from "../../../diagram/shapes";
import type {
  ClockRequest,
  ClockView,
  CopiesView,
  ExecutionPage,
  ExecutionView,
  FaultRequest,
  FaultView,
  HistoryPage,
  ItemsView,
  LogLineView,
  Problem,
  StackView,
  StartRequest,
  TimelineView,
  VisitView,
} from "../../api";

/** What can be read from the server, by path. */
export interface Answers {
  stack: StackView;
  executions: ExecutionPage;
  execution: ExecutionView;
  timeline: TimelineView;
  copies: CopiesView;
  visits: VisitView[];
  history: HistoryPage;
  drawing: Drawing;
  inputs: string[];
  logs: LogLineView[];
  table: ItemsView;
  queue: ItemsView;
  bucket: ItemsView;
  topic: ItemsView;
  clock: ClockView;
  faults: FaultView[];
}

/** What the server can be asked to do, by path. */
interface Actions {
  start: [body: StartRequest, answer: { arn: string }];
  stop: [body: { arn: string }, answer: { arn: string }];
  redrive: [body: { arn: string }, answer: { arn: string }];
  clock: [body: ClockRequest, answer: ClockView];
  "faults/add": [body: FaultRequest, answer: FaultView[]];
  "faults/clear": [body: Record<string, never>, answer: FaultView[]];
  "queue/redrive": [body: { name: string }, answer: { moved: number }];
}

const ROOT = "/_console/";

/** By path and query: requests whose answers nothing has read yet. */
const ahead = new Map<string, Promise<Answer<unknown>>>();

/**
 * Makes the requests of a view before it is there to read the answers, all at once. Answers to earlier ones that nothing has read are
 * forgotten: they would be old when something does.
 */
export function readAhead(requests: readonly [path: keyof Answers, query: string][]): void {
  ahead.clear();
  for (const [path, query] of requests) {
    const answer = request(path + query, {});
    // Who reads it hears of it.
    answer.catch(() => {});
    ahead.set(path + query, answer);
  }
}

/** @param query as `queryOf` makes it: empty, or with its question mark */
export async function read<Path extends keyof Answers>(
  path: Path,
  query: string,
  signal?: AbortSignal,
): Promise<Answers[Path]> {
  return (await readSized(path, query, signal)).value;
}

/** As {@link read}, with the length of the answer's text. */
export function readSized<Path extends keyof Answers>(
  path: Path,
  query: string,
  signal?: AbortSignal,
): Promise<Answer<Answers[Path]>> {
  const key = path + query;
  const answer = ahead.get(key) as Promise<Answer<Answers[Path]>> | undefined;
  ahead.delete(key);
  return answer ?? request(key, { signal });
}

export async function act<Path extends keyof Actions>(
  path: Path,
  body: Actions[Path][0],
): Promise<Actions[Path][1]> {
  const { value } = await request<Actions[Path][1]>(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return value;
}

/** What the server answered, and how long its text is. */
interface Answer<Value> {
  value: Value;
  characters: number;
}

/** Throws an error with the server's words, or with what is wrong with the connection. */
async function request<Value>(path: string, init: RequestInit): Promise<Answer<Value>> {
  let response: Response;
  try {
    response = await fetch(ROOT + path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Error("The stack does not answer. Is it still running?");
  }
  const text = await response.text();
  if (response.ok) return { value: JSON.parse(text) as Value, characters: text.length };
  throw new Error(messageOf(text) ?? `The stack answered ${response.status} ${response.statusText}`);
}

function messageOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as Partial<Problem>).message;
  } catch {
    return undefined;
  }
}
