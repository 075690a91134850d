import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { calledFunction, tasksOf } from "./definition";
import { amongAll, guardedStacks, ifGuarded, refersTo } from "./validation";

/** How the alias of a resource is created, by the resource's type token. */
interface Release {
  aliasType: string;
  /** The alias's property that names the resource. */
  property: string;
  /** The resource's output that the property has. */
  target: string;
  /** The type of the alias in CloudFormation, if that shifts it gradually. */
  templateType: string;
}

const STATE_MACHINE = "aws:sfn/stateMachine:StateMachine";
const FUNCTION = "aws:lambda/function:Function";

const RELEASES: Record<string, Release> = {
  [STATE_MACHINE]: {
    aliasType: "aws:sfn/alias:Alias",
    property: "routingConfigurations",
    target: "arn",
    templateType: "AWS::StepFunctions::StateMachineAlias",
  },
  [FUNCTION]: {
    aliasType: "aws:lambda/alias:Alias",
    property: "functionName",
    target: "name",
    templateType: "AWS::Lambda::Alias",
  },
};

interface Template {
  Resources?: Record<string, { Type?: string; Properties?: { Name?: unknown } }>;
}

const isAlias = (each: PolicyResource, { aliasType, property, target }: Release, released: PolicyResource) =>
  each.type === aliasType && each.props.name === "live" && refersTo(each, property, released, target);

function hasAliasInTemplate(
  each: PolicyResource,
  { templateType }: Release,
  released: PolicyResource,
): boolean {
  if (each.type !== "aws:cloudformation/stack:Stack") return false;
  const isAbout = ["templateBody", "parameters"].some((property) =>
    (each.propertyDependencies[property] ?? []).some(({ urn }) => urn === released.urn),
  );
  if (!isAbout) return false;
  const { Resources = {} } = JSON.parse(String(each.props.templateBody)) as Template;
  return Object.values(Resources).some(
    ({ Type, Properties }) => Type === templateType && Properties?.Name === "live",
  );
}

/**
 * Whether state machines call a function, and always its latest published version: an execution then ends with the code that
 * it started with, and the function is rolled out with the machine.
 */
function isCalledByVersion({ props: { arn, version } }: PolicyResource, all: PolicyResource[]): boolean {
  const calls = all
    .filter(({ type }) => type === STATE_MACHINE)
    .flatMap(({ props }) => tasksOf(props.definition))
    .map(([, task]) => calledFunction(task))
    .filter((called) => called === arn || called.startsWith(`${arn}:`));
  return calls.length > 0 && calls.every((called) => called === `${arn}:${version}`);
}

export const liveAlias: StackValidationPolicy = {
  name: "live-alias",
  description:
    "In a guarded stack, every state machine and function has the alias live: callers run a published version, and a bad one " +
    "is rolled back by moving the alias. A function that state machines call by its version does not need one. " +
    "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-cd-aliasing-versioning.html",
  enforcementLevel: "mandatory",
  configSchema: guardedStacks,
  validateStack: ifGuarded(
    amongAll(Object.keys(RELEASES), (released, all, report) => {
      const release = RELEASES[released.type]!;
      const isLive = all.some(
        (each) => isAlias(each, release, released) || hasAliasInTemplate(each, release, released),
      );
      if (isLive || (released.type === FUNCTION && isCalledByVersion(released, all))) return;
      report("it has no alias live", released.urn);
    }),
  ),
};
