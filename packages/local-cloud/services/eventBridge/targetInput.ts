import { readJsonPath } from "../jsonPath";
import { validation } from "./errors";
import { type Event, timestamp } from "./event";
import type { Json } from "./pattern/json";

/** What a target receives, in the API's terms. Default: the event. */
export interface InputSettings {
  /** JSON text. */
  Input?: string;
  /** A JSONPath of the event. */
  InputPath?: string;
  InputTransformer?: Transformer;
}

interface Transformer {
  /** JSONPaths by the names of variables. */
  InputPathsMap?: Record<string, string>;
  InputTemplate: string;
}

interface Rule {
  name: string;
  arn: string;
}

/** A value in a template. */
interface Variable {
  value: Json;
  /** Between quotes it is inserted as JSON, quotes included, which are not escaped. */
  verbatim?: true;
}

const PLACEHOLDER = /<([A-Za-z0-9_.-]+)>/g;

/** Variables that need no path ({@link https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html}). */
const PREDEFINED: Readonly<Record<string, (event: Event, rule: Rule, received: number) => Variable>> = {
  "aws.events.rule-arn": (_event, { arn }) => ({ value: arn }),
  "aws.events.rule-name": (_event, { name }) => ({ value: name }),
  "aws.events.event.ingestion-time": (_event, _rule, received) => ({ value: timestamp(received) }),
  "aws.events.event": ({ detail: _, "detail-type": detailType, ...event }) => ({
    value: { ...event, detailType },
    verbatim: true,
  }),
  "aws.events.event.json": (event) => ({ value: event, verbatim: true }),
};

/** The text that a target receives for an event. */
export function inputOf(settings: InputSettings, event: Event, rule: Rule, received: number): string {
  const { Input, InputPath, InputTransformer } = settings;
  if (Input) return Input;
  // What AWS sends for a path without a match is not documented: a guess.
  if (InputPath) return JSON.stringify(readJsonPath(event, InputPath) ?? null);
  if (!InputTransformer) return JSON.stringify(event);
  const { InputTemplate, InputPathsMap = {} } = InputTransformer;
  return fill(InputTemplate, (name) => {
    const predefined = predefinedVariable(name);
    if (predefined) return predefined(event, rule, received);
    return { value: (readJsonPath(event, InputPathsMap[name] ?? "$") as Json | undefined) ?? "" };
  });
}

/** Throws `ValidationException`. */
export function checkTemplate(targetId: string, { InputPathsMap = {}, InputTemplate }: Transformer): void {
  for (const [name, path] of Object.entries(InputPathsMap)) {
    try {
      readJsonPath({}, path);
    } catch (error) {
      const reason = (error as Error).message;
      throw validation(`Invalid InputPathsMap for target ${targetId}: ${name} is '${path}': ${reason}`);
    }
  }
  for (const [, name = ""] of InputTemplate.matchAll(PLACEHOLDER)) {
    if (Object.hasOwn(InputPathsMap, name) || predefinedVariable(name)) continue;
    throw validation(`InputTemplate for target ${targetId} contains invalid placeholder ${name}.`);
  }
  if (!InputTemplate.trimStart().startsWith("{")) return;
  try {
    JSON.parse(fill(InputTemplate, () => ({ value: "" })));
  } catch (error) {
    const reason = (error as Error).message;
    throw validation(`Invalid InputTemplate for target ${targetId} : ${reason}`);
  }
}

const predefinedVariable = (name: string) => (Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name] : undefined);

/** A variable outside of quotes is inserted as JSON; between quotes it becomes part of the text. */
function fill(template: string, variable: (name: string) => Variable): string {
  let isQuoted = false;
  let end = 0;
  let filled = "";
  for (const match of template.matchAll(PLACEHOLDER)) {
    const before = template.slice(end, match.index);
    isQuoted = isQuotedAfter(before, isQuoted);
    const { value, verbatim } = variable(match[1]!);
    const json = JSON.stringify(value);
    filled += before + (isQuoted && !verbatim ? textIn(value, json) : json);
    end = match.index + match[0].length;
  }
  return filled + template.slice(end);
}

/** What is between the quotes of the JSON string of a value. */
const textIn = (value: Json, json: string) =>
  (typeof value === "string" ? json : JSON.stringify(json)).slice(1, -1);

/** Whether a part of a template ends within quotes. */
function isQuotedAfter(part: string, isQuoted: boolean): boolean {
  const quotes = part.replace(/\\./gs, "").split('"').length - 1;
  return quotes % 2 === 1 ? !isQuoted : isQuoted;
}
