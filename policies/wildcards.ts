/** Consists of wildcards alone, or is empty. */
const isOpen = (part: string): boolean => /^[*?]*$/.test(part);

/** The services whose resources begin with a name; those of all others begin with their type. */
const WITHOUT_TYPES = new Set(["s3", "sqs", "sns", "execute-api", "codecommit"]);

/** Types of S3, whose buckets have none; and what stands before the name of a group, which is an id. */
const TYPES_OF_S3 = new Set(["accesspoint", "job", "storage-lens"]);
const BEFORE_IDS = new Set(["autoScalingGroup", "scalingPolicy", "launchConfiguration"]);

/**
 * Whether a resource of a policy stands for all of an account, of a service or of a type, since there is a wildcard where its name
 * begins: a lone wildcard, `arn:aws:sqs:…:*`, every object of every bucket, `arn:aws:iam::…:role/?*`, the indexes of every table.
 */
export function isWideResource(resource: string): boolean {
  if (isOpen(resource)) return true;
  const [scheme = "", , service = "", , , ...rest] = resource.split(":");
  // What does not begin as an ARN can match one by a wildcard only.
  if (scheme !== "arn") return /[*?]/.test(scheme);
  if (rest.length === 0 || /[*?]/.test(service)) return true;
  // `TYPE/NAME`, `TYPE:NAME`, and names that begin with a slash: `log-group:/aws/lambda/f`, `/restapis/a1b2`.
  const [, type = "", name] = /^\/?([^:/]*)(?:[:/]\/?([^:/]*))?/.exec(rest.join(":"))!;
  if (isOpen(type)) return true;
  const isTyped = !WITHOUT_TYPES.has(service) || TYPES_OF_S3.has(type);
  return isTyped && !BEFORE_IDS.has(type) && name !== undefined && isOpen(name);
}
