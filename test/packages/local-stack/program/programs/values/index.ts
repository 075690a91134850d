import * as pulumi from "@pulumi/pulumi";

/** A resource that exists already, as `aws.ec2.Vpc.get` reads it. */
class Vpc extends pulumi.CustomResource {
  readonly cidrBlock!: pulumi.Output<string>;
  constructor(name: string, id: string) {
    super("aws:ec2/vpc:Vpc", name, { cidrBlock: undefined }, { id });
  }
}

const config = new pulumi.Config();
const network = new pulumi.StackReference("organization/network/dev");
const secretVersion = pulumi.runtime.invokeOutput<{ secretString: string }>(
  "aws:secretsmanager/getSecretVersion:getSecretVersion",
  { secretId: "payments/key" },
);
const parameter = pulumi.runtime.invokeOutput<{ value: string }>("aws:ssm/getParameter:getParameter", {
  name: "/shop/region",
});
const subnets = pulumi.runtime.invokeOutput<{ ids: string[] }>("aws:ec2/getSubnets:getSubnets", {});

export const token = config.requireSecret("token");
export const limit = config.requireObject<{ rate: number }>("limits").rate;
export const queueUrl = network.requireOutput("queueUrl");
export const password = network.requireOutput("password");
export const optional = network.getOutput("optional");
export const key = secretVersion.secretString;
export const place = parameter.value;
export const firstSubnet = subnets.ids.apply((ids) => ids[0]?.toUpperCase());
export const cidrBlock = new Vpc("shared", "vpc-1").cidrBlock;
