import { awsQuery } from "../../aws/protocols/query";
import type { Caller, Requirement, Service, ServiceCall } from "../../aws/service";
import { noSuchEntity, validationError } from "../errors";
import type { Iam } from "../iam";
import { idOf } from "./descriptions";
import { checkInput, type Input, OPERATIONS, type OperationName, optionalText } from "./inputs";
import { policyOperations } from "./policies";
import { roleOperations } from "./roles";
import { simulationOperations } from "./simulation";

type Operation = (input: Input, caller: Caller) => Record<string, unknown>;

/**
 * AWS IAM ({@link https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html}): roles, managed policies and the policy
 * simulator. There is one user, the administrator, and there are no groups.
 */
export class IamService implements Service {
  readonly signingName = "iam";
  readonly operationNames = OPERATIONS;
  readonly protocol = "query";
  private readonly codec = awsQuery({
    namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
    version: "2010-05-08",
    operations: OPERATIONS,
  });
  readonly decode = this.codec.decode;
  readonly encode = this.codec.encode;
  readonly encodeError = this.codec.encodeError;
  private readonly operations: Readonly<Record<OperationName, Operation>>;

  constructor(private readonly iam: Iam) {
    const { registry } = iam;
    this.operations = {
      ...roleOperations(registry),
      ...policyOperations(registry),
      ...simulationOperations(registry),
      GetUser: (input, caller) => this.getUser(input, caller),
    };
  }

  /** {@link https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html} */
  requirements({ operation, input }: ServiceCall): Requirement[] {
    checkInput(operation, input);
    const action = `iam:${operation}`;
    const { RoleName, PolicyName, PolicyArn, PolicySourceArn, Path } = input;
    const { registry } = this.iam;
    if (RoleName !== undefined) {
      const known = registry.listRoles().find(({ name }) => name === RoleName)?.arn;
      const resource = known ?? `arn:aws:iam::${registry.accountId}:role${Path ?? "/"}${RoleName}`;
      const context = PolicyArn === undefined ? undefined : { "iam:PolicyARN": String(PolicyArn) };
      return [{ action, resource, ...(context && { context }) }];
    }
    if (operation === "CreatePolicy") {
      const resource = registry.managedPolicies.arnOf(String(PolicyName), optionalText(Path));
      return [{ action, resource }];
    }
    return [{ action, resource: String(PolicyArn ?? PolicySourceArn ?? "*") }];
  }

  async invoke({ operation, input }: ServiceCall, caller: Caller): Promise<Record<string, unknown>> {
    return this.operations[operation as OperationName](input, caller);
  }

  private getUser({ UserName }: Input, caller: Caller): Record<string, unknown> {
    const { administrator } = this.iam.sessions;
    if (UserName === undefined && caller.arn !== administrator.arn)
      throw validationError("Must specify userName when calling with non-User credentials");
    const name = administrator.arn.split("/").at(-1)!;
    if (UserName !== undefined && UserName !== name)
      throw noSuchEntity(`The user with name ${UserName} cannot be found.`);
    return {
      User: {
        Path: "/",
        UserName: name,
        UserId: idOf("AIDA", administrator.arn),
        Arn: administrator.arn,
        CreateDate: this.iam.sessions.created,
      },
    };
  }
}
