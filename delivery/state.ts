import type { PolicyStatement } from "../states";
import type { Settings } from "./config";

/** The main program's project, which is part of the keys that Pulumi uses in the bucket. */
const PROJECT = "sfn-workflows";

type State = Pick<Settings, "stateBucket" | "stateKeyArn">;

/** Reads the state of stacks, and the secrets in it. */
export const readState = (
  partition: string,
  { stateBucket, stateKeyArn }: State,
  stacks: readonly string[],
): PolicyStatement[] => [
  {
    Sid: "ListState",
    Effect: "Allow",
    Action: ["s3:GetBucketLocation", "s3:ListBucket"],
    Resource: [`arn:${partition}:s3:::${stateBucket}`],
  },
  {
    Sid: "ReadState",
    Effect: "Allow",
    Action: ["s3:GetObject"],
    Resource: ["meta.yaml", ...stacks.map((stack) => `stacks/${PROJECT}/${stack}.json*`)].map(
      (object) => `arn:${partition}:s3:::${stateBucket}/.pulumi/${object}`,
    ),
  },
  {
    Sid: "OpenSecrets",
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: [stateKeyArn],
  },
];

/** Writes the state of one stack, with its lock, its history and its backups. */
export const writeState = (partition: string, { stateBucket }: State, stack: string): PolicyStatement => ({
  Sid: "WriteState",
  Effect: "Allow",
  Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
  Resource: [
    `stacks/${PROJECT}/${stack}.json*`,
    `locks/organization/${PROJECT}/${stack}/*`,
    `history/${PROJECT}/${stack}/*`,
    `backups/${PROJECT}/${stack}/*`,
  ].map((object) => `arn:${partition}:s3:::${stateBucket}/.pulumi/${object}`),
});
