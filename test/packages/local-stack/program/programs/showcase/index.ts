import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const guarded = config.requireBoolean("guarded");
const token = config.requireSecret("apiToken");

/** Appends a signature to the tag of queues. */
const sign =
  (signature: string): pulumi.ResourceTransform =>
  ({ type, props, opts }) => {
    if (type !== "aws:sqs/queue:Queue") return undefined;
    const signed = [props.tags?.signed, signature].filter(Boolean).join(", ");
    return { props: { ...props, tags: { signed } }, opts };
  };

/** A component in a component, for the chain of types in the URNs. */
class Mailbox extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
  readonly queue: aws.sqs.Queue;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("showcase:index:Mailbox", name, {}, opts);
    this.queue = new aws.sqs.Queue(
      `${name}-queue`,
      { fifoQueue: true },
      { parent: this, transforms: [sign("the queue")] },
    );
    this.url = this.queue.url;
    this.registerOutputs({ url: this.url });
  }
}

class Office extends pulumi.ComponentResource {
  readonly mailbox: Mailbox;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("showcase:index:Office", name, {}, opts);
    this.mailbox = new Mailbox(`${name}-mailbox`, { parent: this, aliases: [{ name: "old-mailbox" }] });
    this.registerOutputs({ mailboxUrl: this.mailbox.url });
  }
}

const office = new Office("office", {
  protect: guarded,
  retainOnDelete: true,
  transforms: [sign("the office")],
});

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  tags: { team: "mail" },
});
const policy = new aws.iam.RolePolicy("policy", {
  role: role.id,
  policy: aws.iam.getPolicyDocumentOutput({
    statements: [{ actions: ["sqs:SendMessage"], resources: [office.mailbox.queue.arn] }],
  }).json,
});

const fn = new aws.lambda.Function(
  "fn",
  {
    role: role.arn,
    runtime: "nodejs24.x",
    handler: "index.handler",
    publish: true,
    code: Promise.resolve(
      new pulumi.asset.AssetArchive({
        "index.js": new pulumi.asset.StringAsset("exports.handler = async () => 'hi';\n"),
        "greeting.txt": new pulumi.asset.FileAsset("./greeting.txt"),
        data: new pulumi.asset.FileArchive("./data"),
        remote: new pulumi.asset.RemoteAsset("https://example.com/a.txt"),
      }),
    ),
    environment: { variables: { TOKEN: token, GREETING: config.require("greeting") } },
  },
  {
    dependsOn: [policy],
    ignoreChanges: ["tags"],
    replaceOnChanges: ["runtime"],
    deleteBeforeReplace: true,
    customTimeouts: { create: "5m" },
    deletedWith: role,
    aliases: ["urn:pulumi:dev::showcase::aws:lambda/function:Function::former"],
  },
);

const west = new aws.Provider("west", { region: "us-west-2" });
const topic = new aws.sns.Topic("topic", { displayName: token }, { provider: west });
const existing = aws.sqs.Queue.get("existing", "https://sqs.us-east-1.amazonaws.com/123456789012/orders");

const machine = new aws.sfn.StateMachine("machine", {
  roleArn: role.arn,
  definition: pulumi.jsonStringify({
    StartAt: "Call",
    States: { Call: { Type: "Task", Resource: fn.arn, End: true } },
  }),
  publish: true,
});
const live = new aws.sfn.Alias("live", {
  name: "live",
  routingConfigurations: [{ stateMachineVersionArn: machine.stateMachineVersionArn, weight: 100 }],
});

const callback = new aws.lambda.CallbackFunction("callback", {
  role,
  callback: async (event: { name: string }) => `hello ${event.name}`,
  codePathOptions: { extraExcludePackages: ["@pulumi/aws", "@pulumi/awsx"] },
});

const trail = new awsx.cloudtrail.Trail(
  "trail",
  {},
  {
    transforms: [
      ({ type, props, opts }) =>
        type === "aws:s3/bucketPolicy:BucketPolicy"
          ? { props: { ...props, policy: token }, opts }
          : undefined,
    ],
  },
);

void pulumi.log.warn("a warning");
console.log("a line on stdout");
console.error("a line on stderr");

export const account = aws.getCallerIdentityOutput().accountId;
export const region = aws.getRegionOutput().region;
export const stackName = pulumi.getStack();
export const capacity = config.requireNumber("capacity");
export const regions = config.requireObject<string[]>("regions");
export const limits = config.requireObject("limits");
export const mailboxUrl = office.mailbox.url;
export const functionTimeout = fn.timeout;
export const functionVersionArn = fn.qualifiedArn;
export const callbackArn = callback.arn;
export const topicArn = topic.arn;
export const existingArn = existing.arn;
export const existingName = existing.name;
export const liveArn = live.arn;
export const trailBucket = trail.bucket.apply((bucket) => bucket!.arn);
export const nested = { secret: token, plain: 1 };
export const password = token;
