/** `aws:ec2/getVpc:getVpc` as a program writes it, `aws.ec2.getVpc`; of a resource's type, its class. */
export function programName(token: string): string {
  const [packageName = "", module = "", name = ""] = token.split(":");
  const folder = module.split("/")[0]!;
  return [packageName, ...(folder === "index" || folder === "" ? [] : [folder]), name].join(".");
}
