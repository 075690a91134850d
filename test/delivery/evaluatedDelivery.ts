import * as path from "node:path";
import type { Policy } from "../../packages/local-cloud";
import { parsePolicy } from "../../packages/local-cloud";
import { type Evaluation, evaluate, type Resource } from "../../packages/local-stack";

export const ACCOUNT = "123456789012";
export const STATE_KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/state`;
export const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
export const SETTINGS = { repository: "acme/flows", stateBucket: "acme-state", stateKeyArn: STATE_KEY };

export const evaluateDelivery = (stack: string, config: Record<string, string>): Promise<Evaluation> =>
  evaluate({ directory: path.join(__dirname, "../../delivery"), stack, config });

let both: Promise<Evaluation> | undefined;

/** The program in an account with both stacks, evaluated once. */
export const usualDelivery = async (): Promise<Delivery> => {
  both ??= evaluateDelivery("dev", { ...SETTINGS, environments: '["dev","prod"]' });
  return new Delivery(await both);
};

export interface Statement {
  Sid?: string;
  Effect: string;
  Action: string[];
  Resource: string[];
}

/** What delivery makes, by role: `delivery-preview`. */
export class Delivery {
  constructor(readonly evaluation: Evaluation) {}

  ofType(type: string): Resource[] {
    return this.evaluation.resources.filter((resource) => resource.type === type);
  }

  role(name: string): Resource {
    return this.ofType("aws:iam/role:Role").find((resource) => resource.name === `${name}-role`)!;
  }

  trust(name: string): unknown {
    return JSON.parse(String(this.role(name).inputs.assumeRolePolicy));
  }

  /** The statements of the role's own policy. */
  ownStatements(name: string): Statement[] {
    const policies = this.ofType("aws:iam/rolePolicy:RolePolicy");
    return statementsIn(policies.find((each) => each.name === `${name}-policy`)!);
  }

  /** The policies that the role shares with others. */
  managed(name: string): Resource[] {
    const role = this.role(name).outputs.name;
    return this.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
      .filter(({ inputs }) => inputs.role === role)
      .map(({ inputs }) => this.ofType("aws:iam/policy:Policy").find(({ id }) => id === inputs.policyArn)!);
  }

  /** All that the role may do and may not. */
  policies(name: string): Policy[] {
    const owner = String(this.role(name).outputs.arn);
    const own = { Version: "2012-10-17", Statement: this.ownStatements(name) };
    return [
      parsePolicy("identity", owner, "own", own),
      ...this.managed(name).map(({ id, inputs }) =>
        parsePolicy("identity", owner, id, String(inputs.policy)),
      ),
    ];
  }
}

export const statementsIn = ({ inputs }: Resource): Statement[] =>
  JSON.parse(String(inputs.policy)).Statement;
