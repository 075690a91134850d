import type * as pulumi from "@pulumi/pulumi";

/** Settles as the output does. */
export function outcome<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(): Promise<T> }).promise();
}
