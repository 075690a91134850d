import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument } from "../states";
import { type Jobs, trustPolicy } from "./trust";

/** The arguments of a {@link DeliveryRole}. */
export interface DeliveryRoleArgs {
  /** The role's description. */
  description: string;
  identityProviderArn: pulumi.Input<string>;
  /** Which jobs may assume it. */
  jobs: Jobs;
  /** Its permissions: policies shared with other roles … */
  policies: Record<string, aws.iam.Policy>;
  /** … and its own statements. */
  statements: pulumi.Input<PolicyStatement[]>;
  /** How long its credentials are valid, in seconds, 3,600 to 43,200. Default: 3,600. */
  maxSessionSeconds?: number;
}

/** A role that jobs of GitHub Actions assume with their identity token. */
export class DeliveryRole extends pulumi.ComponentResource {
  readonly role: aws.iam.Role;

  constructor(name: string, args: DeliveryRoleArgs, options?: pulumi.ComponentResourceOptions) {
    super("sfn-workflows-delivery:index:DeliveryRole", name, {}, options);
    this.role = new aws.iam.Role(
      `${name}-role`,
      {
        description: args.description,
        assumeRolePolicy: trustPolicy(args.identityProviderArn, args.jobs),
        maxSessionDuration: args.maxSessionSeconds ?? 3_600,
      },
      { parent: this },
    );
    for (const [title, policy] of Object.entries(args.policies)) {
      new aws.iam.RolePolicyAttachment(
        `${name}-${title}`,
        { role: this.role.name, policyArn: policy.arn },
        { parent: this.role },
      );
    }
    new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: this.role.name,
        policy: pulumi.output(args.statements).apply((statements) => policyDocument(statements)),
      },
      { parent: this.role },
    );
    this.registerOutputs({ roleArn: this.role.arn });
  }
}
