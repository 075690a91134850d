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

/** What a function returns that only depends on the account and region; undefined for any other. */
export function answerFunction(token: string, args: Args, account: Account): Args | undefined {
  const answer = FUNCTIONS[token];
  return answer && { ...args, ...answer(args, account) };
}

function dnsSuffix(region: string): string {
  return partitionOf(region) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}
