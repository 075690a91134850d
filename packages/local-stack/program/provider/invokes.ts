import { partitionOf } from "./creation";
import type { Account } from "./model";
import { policyDocument } from "./policyDocument";

type Args = Record<string, unknown>;

/** Provider functions by token, with the result that AWS would return for this account. */
const FUNCTIONS: Record<string, (args: Args, account: Account) => Args> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { accountId, region }) => ({
    id: accountId,
    accountId,
    arn: `arn:${partitionOf(region)}:iam::${accountId}:user/administrator`,
    userId: "AIDAADMINISTRATOR0000",
  }),
  "aws:index/getRegion:getRegion": (_, { region }) => ({
    id: region,
    name: region,
    region,
    description: region,
    endpoint: `ec2.${region}.${dnsSuffix(region)}`,
  }),
  "aws:index/getPartition:getPartition": (_, { region }) => ({
    id: partitionOf(region),
    partition: partitionOf(region),
    dnsSuffix: dnsSuffix(region),
    reverseDnsPrefix: dnsSuffix(region).split(".").reverse().join("."),
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": (_, { region }) => ({
    id: region,
    groupNames: [region],
    names: ["a", "b", "c"].map((zone) => region + zone),
    region,
    zoneIds: ["az1", "az2", "az3"],
  }),
  "aws:index/getArn:getArn": ({ arn }) => {
    const [, partition, service, region, account, ...resource] = String(arn).split(":");
    return { id: arn, arn, partition, service, region, account, resource: resource.join(":") };
  },
  "aws:index/getServicePrincipal:getServicePrincipal": ({ serviceName }, { region }) => ({
    id: `${serviceName}.${region}.amazonaws.com`,
    name: `${serviceName}.amazonaws.com`,
    region,
    serviceName,
    suffix: "amazonaws.com",
  }),
  "aws:iam/getPolicyDocument:getPolicyDocument": policyDocument,
};

/** Throws for a function whose result only AWS knows. */
export function invokeFunction(token: string, args: Args, account: Account): Args {
  const answer = FUNCTIONS[token];
  if (answer) return { ...args, ...answer(args, account) };
  const known = Object.keys(FUNCTIONS).map((name) => name.split(":").at(-1));
  throw new Error(
    `only AWS can answer it, which the run on this machine does not call; available: ${known.join(", ")}`,
  );
}

function dnsSuffix(region: string): string {
  return partitionOf(region) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}
