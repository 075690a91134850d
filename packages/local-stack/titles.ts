import type { LocalStack } from "./localStack";

/** The name of a state machine or function in the program, else in AWS, by its ARN, which may be that of a version. */
export type Titles = (arn: string) => string;

/** The names in a stack's program, as it was deployed last. */
export function titlesOf(stack: LocalStack): Titles {
  let known: LocalStack["evaluation"];
  let byArn = new Map<string, string | undefined>();
  return (arn) => {
    if (stack.evaluation !== known) {
      known = stack.evaluation;
      byArn = new Map(stack.resources.map((each) => [each.arn, each.name]));
    }
    const [whole] = /^(?:[^:]*:){6}[^:]*/.exec(arn) ?? [arn];
    return byArn.get(whole) ?? arn.split(":")[6] ?? arn;
  };
}
