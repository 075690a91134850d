/** The ARN of a function without its version or alias. */
export const unqualified = (arn: string): string => arn.split(":").slice(0, 7).join(":");
