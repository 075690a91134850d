/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html#awsstepfunctions-resources-for-iam-policies */
const STATE_MACHINE = /^(arn:[\w-]+:states:[\w-]+:\d{12}):stateMachine:([^:]+)(?::[^:]+)?$/;
const EXECUTION = /^arn:[\w-]+:states:[\w-]+:\d{12}:(?:execution|express):[^:]+:[^:]+(?::[^:]+)?$/;

/** The ARN of a Standard execution, from its state machine's (which may end in a version or an alias) and its name. */
export function executionArn(stateMachineArn: string, name: string): string {
  const [, prefix, machine] = STATE_MACHINE.exec(stateMachineArn) ?? [];
  if (!prefix) throw new TypeError(`"${stateMachineArn}" is not the ARN of a state machine.`);
  return `${prefix}:execution:${machine}:${name}`;
}

/** Whether a value is the ARN of a state machine, which may end in a version or an alias. */
export const isStateMachineArn = (value: unknown): value is string =>
  typeof value === "string" && STATE_MACHINE.test(value);

/** The ARN of a state machine, from its own or that of a version or an alias. */
export const withoutQualifier = (stateMachineArn: string): string =>
  stateMachineArn.split(":").slice(0, 7).join(":");

export const isExecutionArn = (text: string): boolean => EXECUTION.test(text);

/** The region that an ARN names; undefined if the text is not an ARN, or has no region. */
export const regionOf = (arn: string): string | undefined => /^arn:[\w-]+:[\w-]+:([\w-]+):/.exec(arn)?.[1];
