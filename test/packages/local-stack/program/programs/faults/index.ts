import * as pulumi from "@pulumi/pulumi";

class Thing extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("faults:index:Thing", name, {}, opts);
    this.registerOutputs({});
  }
}

class Queue extends pulumi.CustomResource {
  constructor(name: string, inputs: Record<string, unknown>) {
    super("aws:sqs/queue:Queue", name, inputs);
  }
}

class InvalidSettings extends Error {}

const faults: Record<string, () => unknown> = {
  throws: () => {
    throw new InvalidSettings("the blocks A, X are unknown\nallowed: A, B, C");
  },
  rejects: () => Promise.reject(new TypeError("not a function")),
  "missing config": () => new pulumi.Config().require("absent"),
  "run error": () => {
    throw new pulumi.RunError("one plain sentence");
  },
  "logged error": () => pulumi.log.error("the order is impossible"),
  "duplicate name": () => [new Thing("twin"), new Thing("twin")],
  "bad name": () => new Queue("jobs", { name: "no spaces allowed" }),
  "transform of options": () =>
    new Thing("thing", { transforms: [({ props, opts }) => ({ props, opts: { ...opts, protect: true } })] }),
  "transform that throws": () =>
    new Thing("thing", {
      transforms: [
        () => {
          throw new InvalidSettings("no such thing");
        },
      ],
    }),
  "stack transform": () => pulumi.runtime.registerResourceTransform(() => undefined),
  "unknown function": () => pulumi.runtime.invoke("aws:ec2/getAmi:getAmi", {}),
  "exit code": () => process.exit(7),
  "early exit": () => process.exit(0),
  abort: () => process.abort(),
  "endless loop": () => {
    for (;;);
  },
  hangs: () => {
    console.log(`waiting in ${process.pid}`);
    setInterval(() => {}, 1000);
  },
};

export default faults[new pulumi.Config().require("fault")]?.();
