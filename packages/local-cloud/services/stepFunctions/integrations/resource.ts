/** How a Task waits for its result. */
export type Pattern = "requestResponse" | "sync" | "sync:2" | "waitForTaskToken";

/** What a Task's `Resource` names. */
export type Resource =
  | { kind: "function"; arn: string }
  | { kind: "activity"; arn: string }
  /** `arn:aws:states:::lambda:invoke` */
  | { kind: "optimized"; service: string; action: string; pattern: Pattern }
  /** `arn:aws:states:::aws-sdk:dynamodb:query` */
  | { kind: "sdk"; service: string; action: string; pattern: Pattern };

const FUNCTION = /^arn:[\w-]+:lambda:[\w-]+:\d+:function:/;
const ACTIVITY = /^arn:[\w-]+:states:[\w-]+:\d+:activity:/;
const INTEGRATION =
  /^arn:[\w-]+:states:[\w-]*:\d*:(aws-sdk:)?([\w-]+):(\w+)(?:\.(sync(?::2)?|waitForTaskToken))?$/;

/** Reads a Task's `Resource`; undefined for one that names nothing a Task can call. */
export function parseResource(resource: string): Resource | undefined {
  if (FUNCTION.test(resource)) return { kind: "function", arn: resource };
  if (ACTIVITY.test(resource)) return { kind: "activity", arn: resource };
  const match = INTEGRATION.exec(resource);
  if (!match) return undefined;
  const [, sdk, service = "", action = "", pattern = "requestResponse"] = match;
  return { kind: sdk ? "sdk" : "optimized", service, action, pattern: pattern as Pattern };
}
