/** The text, cut at its end where it is too long: `a long te…` */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;

/**
 * An ARN that fits: without partition, service, region and account where it is too long, then without what stands before its
 * last part, then cut. `…execution:payment:order-7`
 */
export function shortArn(arn: string, width: number): string {
  if (arn.length <= width) return arn;
  const parts = arn.split(":");
  const resource = `…${parts.slice(5).join(":")}`;
  if (resource.length <= width) return resource;
  return cut(`…${parts.at(-1)}`, width);
}
