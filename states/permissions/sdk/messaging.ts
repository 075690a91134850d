import { anArn, arnOf, local, named } from "../arn";
import { eventBusArn, queueArn } from "../arns";
import type { Rule } from "../call";
import { publish } from "../optimized/messaging";
import { allOf, on, onOr, passRole } from "../rules";
import { putEvents } from "./shared";
import { always, anywhere, type Entry, type RuleOf } from "./table";

const onQueue: RuleOf = (actions) => on(actions, "QueueUrl", queueArn);

const queueOfName = named("sqs", "", "a queue", /^[\w-]+(\.fifo)?$/);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html */
export const sqs: readonly Entry[] = [
  ["sendMessageBatch", always(onQueue(["sqs:SendMessage"]))],
  ["deleteMessageBatch", always(onQueue(["sqs:DeleteMessage"]))],
  ["changeMessageVisibilityBatch", always(onQueue(["sqs:ChangeMessageVisibility"]))],
  ["listQueues", anywhere],
  ["createQueue getQueueUrl", (actions) => on(actions, "QueueName", queueOfName)],
  ["startMessageMoveTask listMessageMoveTasks", (actions) => on(actions, "SourceArn", anArn("sqs"))],
  [
    "sendMessage receiveMessage deleteMessage changeMessageVisibility purgeQueue deleteQueue getQueueAttributes setQueueAttributes listDeadLetterSourceQueues addPermission removePermission tagQueue untagQueue listQueueTags",
    onQueue,
  ],
];

const topic = named("sns", "", "a topic", /^[\w-]+(\.fifo)?$/);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html */
export const sns: readonly Entry[] = [
  ["publish", always(publish)],
  ["publishBatch", always(on(["sns:Publish"], "TopicArn", anArn("sns")))],
  [
    "listTopics listSubscriptions createPlatformEndpoint deleteEndpoint getEndpointAttributes setEndpointAttributes checkIfPhoneNumberIsOptedOut optInPhoneNumber getSMSAttributes setSMSAttributes",
    anywhere,
  ],
  ["createTopic", (actions) => on(actions, "Name", topic)],
  [
    "subscribe confirmSubscription deleteTopic getTopicAttributes setTopicAttributes listSubscriptionsByTopic addPermission removePermission",
    (actions) => on(actions, "TopicArn", anArn("sns")),
  ],
];

/** A rule by name, on the bus that `EventBusName` names, or on the default one. */
const ruleArn = arnOf("a rule's name", (text, scope, bus) => {
  const own = bus?.replace(/^.*event-bus\//, "");
  const folder = own === undefined || own === "default" ? "" : `${own}/`;
  return /^[\w.-]+$/.test(text) ? local(scope, "events", `rule/${folder}${text}`) : undefined;
});

const onRule =
  (field: string): RuleOf =>
  (actions) =>
    on(actions, field, ruleArn, "EventBusName");

const connection = named("events", "connection/", "a connection");

/** The roles with which a rule's targets are called. */
const passTargetRoles: Rule = (call) => {
  const targets = call.argument("Targets");
  if (targets.kind !== "known" || !Array.isArray(targets.value)) return [];
  return targets.value.flatMap((_, index) => passRole(`Targets.${index}.RoleArn`, "events")(call));
};

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
export const eventbridge: readonly Entry[] = [
  ["putEvents", always(putEvents)],
  ["putRule", (actions) => allOf(onRule("Name")(actions), passRole("RoleArn", "events"))],
  ["deleteRule describeRule enableRule disableRule", onRule("Name")],
  ["putTargets", (actions) => allOf(onRule("Rule")(actions), passTargetRoles)],
  ["removeTargets listTargetsByRule", onRule("Rule")],
  [
    "listRules listEventBuses listRuleNamesByTarget listConnections listApiDestinations listArchives listReplays testEventPattern",
    anywhere,
  ],
  ["createEventBus deleteEventBus", (actions) => on(actions, "Name", eventBusArn)],
  [
    "createConnection updateConnection deleteConnection describeConnection",
    (actions) => on(actions, "Name", connection),
  ],
];

/** A schedule by name, in the group that `GroupName` names, or in the default one. */
const scheduleArn = arnOf("a schedule's name", (text, scope, group = "default") =>
  /^[\w.-]+$/.test(text) ? local(scope, "scheduler", `schedule/${group}/${text}`) : undefined,
);

/** Any schedule of a group. */
const schedulesOfGroupArn = arnOf("a schedule group's name", (text, scope) =>
  /^[\w.-]+$/.test(text) ? local(scope, "scheduler", `schedule/${text}/*`) : undefined,
);

/** A schedule of which only the execution knows the name is any of its group. */
const onSchedule: RuleOf = (actions) => (call) =>
  call.argument("Name").kind === "known"
    ? on(actions, "Name", scheduleArn, "GroupName")(call)
    : onOr(actions, "GroupName", "default", schedulesOfGroupArn)(call);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html */
export const scheduler: readonly Entry[] = [
  ["listSchedules listScheduleGroups", anywhere],
  [
    "createSchedule updateSchedule",
    (actions) => allOf(onSchedule(actions), passRole("Target.RoleArn", "scheduler")),
  ],
  ["getSchedule deleteSchedule", onSchedule],
  [
    "createScheduleGroup deleteScheduleGroup getScheduleGroup",
    (actions) => on(actions, "Name", named("scheduler", "schedule-group/", "a schedule group")),
  ],
];

/** An identity of SES by its address or domain. */
const identity = named("ses", "identity/", "an identity", /^[\w.+@-]+$/);

/**
 * Sending is checked on the identity that it is from: an address that is verified, or else its domain.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html
 */
const identityOfAddress = arnOf("an address of email", (text, scope) => {
  const address = /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text;
  return address.includes("@") ? identity(address, scope) : undefined;
});
const domainOfAddress = arnOf(identityOfAddress.expected, (text, scope) => {
  const domain = /@([\w.-]+)>?\s*$/.exec(text)?.[1];
  return domain && identity(domain, scope);
});
const sendFrom =
  (field: string): RuleOf =>
  (actions) =>
    allOf(on(actions, field, identityOfAddress), on(actions, field, domainOfAddress));

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonses.html */
export const ses: readonly Entry[] = [["sendEmail sendTemplatedEmail", sendFrom("Source")]];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html */
export const sesv2: readonly Entry[] = [["sendEmail", sendFrom("FromEmailAddress")]];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html */
export const iotdataplane: readonly Entry[] = [
  ["publish", (actions) => on(actions, "Topic", named("iot", "topic/", "a topic", /^[\w./-]+$/))],
];
