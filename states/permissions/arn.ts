import type { KnownScope } from "./scope";

/**
 * Derives the ARN that IAM checks from the name in a call; undefined if the text is not such a name. `refinement` is the
 * second part of the name if there is one; `*` if it is only known at run time.
 */
export interface ArnOf {
  (text: string, scope: KnownScope, refinement?: string): string | undefined;
  /** What the text must be, for error messages. */
  expected: string;
}

/** A kind of resource whose ARNs end in a name: `job-queue/NAME`. */
export interface ResourceKind extends ArnOf {
  /** All of this kind in the machine's account and region; the text does not matter. */
  all: ArnOf;
}

export const arnOf = (
  expected: string,
  make: (text: string, scope: KnownScope, refinement?: string) => string | undefined,
) => Object.assign(make, { expected }) as ArnOf;

/** A resource in the account and region of the machine. */
export const local = (
  { partition, region, accountId }: KnownScope,
  service: string,
  resource: string,
): string => `arn:${partition}:${service}:${region}:${accountId}:${resource}`;

/** An ARN of one of the given services, unchanged. */
export const anArn = (...services: string[]) =>
  arnOf(`an ARN of ${services.join(" or ")}`, (text) =>
    services.some((service) => isArnOf(text, service)) ? text : undefined,
  );

/** Whether the text is an ARN of a service, without IAM's wildcards and variables. */
export const isArnOf = (text: string, service: string): boolean =>
  /^arn:[^:]+:[^:]+:[^:]*:[^:]*:(?!.*\$\{)[^\s*?]+$/.test(text) && text.split(":")[2] === service;

const NAME = /^[\w+=,.@-]+$/;

/**
 * Resources named by ARN, or by a name that follows `prefix` in it: `named("glue", "job/", "a job")`.
 * @param name what a name looks like
 */
export function named(service: string, prefix: string, noun: string, name: RegExp = NAME): ResourceKind {
  const kind = arnOf(`${noun}'s name or ARN`, (text, scope) =>
    isArnOf(text, service) ? text : name.test(text) ? local(scope, service, prefix + text) : undefined,
  );
  return Object.assign(kind, { all: allOfKind(service, `${prefix}*`) });
}

/** Resources of the service that are below another, from the other's ARN: the runs of a job. */
export function below(
  parent: ResourceKind,
  child: (arn: string, refinement: string) => string,
): ResourceKind {
  const kind = arnOf(parent.expected, (text, scope, refinement) => {
    const arn = parent(text, scope);
    return arn && child(arn, refinement ?? "*");
  });
  const all = arnOf(parent.expected, (text, scope) => child(parent.all(text, scope)!, "*"));
  return Object.assign(kind, { all });
}

/** All resources of a service in the machine's account and region that start so. */
export const allOfKind = (service: string, resource: string): ArnOf =>
  arnOf("", (_text, scope) => local(scope, service, resource));
