import type { ArnOf, ResourceKind } from "./arn";
import { managedRuleArn, roleArn, serviceLinkedRoleArn } from "./arns";
import type { Argument, Need, Rule, Target } from "./call";

/** `actions` on the resource that the argument `field` names, refined by the argument `refinement`. */
export const on =
  (actions: readonly string[], field: string, arn: ArnOf, refinement?: string): Rule =>
  (call) => [
    {
      actions,
      target: {
        argument: call.argument(...field.split(".")),
        arn,
        ...(refinement ? { refinement: call.argument(...refinement.split(".")) } : {}),
      },
    },
  ];

/** `actions` that have no resource-level permissions. */
export const onAny =
  (...actions: string[]): Rule =>
  () => [{ actions, target: "any" }];

/** `actions` on everything of a kind: what the call acts on has an id that AWS only gives it then. */
export const onAll =
  (actions: readonly string[], kind: ResourceKind): Rule =>
  () => [{ actions, target: everything(kind) }];

/** `actions` on what the call creates as `field`: on all of its kind if the name is only known at run time, or AWS's. */
export const onNew =
  (actions: readonly string[], field: string, kind: ResourceKind): Rule =>
  (call) =>
    call.argument(...field.split(".")).kind === "known"
      ? on(actions, field, kind)(call)
      : onAll(actions, kind)(call);

/**
 * `actions` on the resource that `field` names by the id that AWS gave it. If it is only known at run time, and the same
 * definition creates such resources with the integration `creator`, on all of the kind.
 */
export const onCreatedBy =
  (
    creator: string,
    actions: readonly string[],
    field: string,
    kind: ResourceKind,
    refinement?: string,
  ): Rule =>
  (call) =>
    call.argument(...field.split(".")).kind === "runTime" && call.integrations.has(creator)
      ? onAll(actions, kind)(call)
      : on(actions, field, kind, refinement)(call);

/** `actions` on a resource that the call uses if the argument is there. */
export const onGiven =
  (actions: readonly string[], field: string, arn: ArnOf): Rule =>
  (call) =>
    call.argument(...field.split(".")).kind === "absent" ? [] : on(actions, field, arn)(call);

/** `actions` on the resource that `field` names, or on the service's own `fallback` if there is no such argument. */
export const onOr =
  (actions: readonly string[], field: string, fallback: string, arn: ArnOf): Rule =>
  (call) => {
    const argument = call.argument(...field.split("."));
    const named = argument.kind === "absent" ? known(field, fallback) : argument;
    return [{ actions, target: { argument: named, arn } }];
  };

/** `actions` on each resource of the list `field`; where that is only known at run time, as `otherwise` says. */
export const onEach =
  (actions: readonly string[], field: string, arn: ArnOf, otherwise?: Rule): Rule =>
  (call) => {
    const list = call.argument(field);
    if (list.kind !== "known" || !Array.isArray(list.value)) {
      return otherwise ? otherwise(call) : [{ actions, target: { argument: list, arn } }];
    }
    return list.value.map((_, index) => ({
      actions,
      target: { argument: call.argument(field, index), arn },
    }));
  };

/** Actions on resources that the arguments cannot name: explicit permissions must. */
export const explicitly =
  (why: string, ...actions: string[]): Rule =>
  () => [{ actions, target: { unknown: why } }];

/**
 * Passing the role that the argument `field` names, by ARN or name, to a service; nothing if it is not given.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export const passRole =
  (field: string, ...services: string[]): Rule =>
  (call) =>
    onGiven(["iam:PassRole"], field, roleArn)(call).map((need) => ({ ...need, ...passedTo(...services) }));

/** The condition that a role is passed to one of the services; `ec2` stands for `ec2.amazonaws.com`. */
export function passedTo(...services: string[]): Pick<Need, "condition"> {
  const principals = services.map((service) => `${service}.amazonaws.com`);
  const value = principals.length === 1 ? principals[0]! : principals;
  return { condition: { StringEquals: { "iam:PassedToService": value } } };
}

/** Creating the role that a service needs of its own, with the first resource of the account. */
export const createServiceLinkedRole =
  (principal: string, role: string): Rule =>
  () => [
    {
      actions: ["iam:CreateServiceLinkedRole"],
      target: { argument: ANYTHING, arn: serviceLinkedRoleArn(principal, role) },
      condition: { StringEquals: { "iam:AWSServiceName": principal } },
    },
  ];

/**
 * The EventBridge rule that Step Functions manages, in the machine's account, to learn that a job ended.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
 */
export const managedRule =
  (rule: string): Rule =>
  () => [
    {
      sid: "StatesManagedEventsRule",
      actions: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
      target: { argument: ANYTHING, arn: managedRuleArn(rule) },
    },
  ];

/** The needs that all the rules derive. */
export const allOf =
  (...rules: Rule[]): Rule =>
  (call) =>
    rules.flatMap((rule) => rule(call));

/** Everything of a kind in the machine's account and region. */
export const everything = (kind: ResourceKind): Target => ({ argument: ANYTHING, arn: kind.all });

/** The arguments of a target that depends on the scope only. */
const ANYTHING: Argument = { kind: "known", label: "", value: "" };

/** An argument that the service fills in itself. */
export const known = (label: string, value: string): Argument => ({ kind: "known", label, value });
