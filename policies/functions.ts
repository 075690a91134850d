import type { ResourceValidationPolicy } from "@pulumi/policy";
import { ofTypes } from "./validation";

/** The day on which Lambda deprecates each runtime. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const DEPRECATED_ON: Record<string, string> = {
  "nodejs22.x": "2027-04-30",
  "nodejs24.x": "2028-04-30",
  "python3.11": "2027-06-30",
  "python3.12": "2028-10-31",
  "python3.13": "2029-06-30",
  "python3.14": "2029-06-30",
  java17: "2027-06-30",
  java21: "2029-06-30",
  "ruby3.3": "2027-03-31",
  "ruby3.4": "2028-03-31",
  "provided.al2023": "2029-06-30",
};

interface LambdaFunction {
  packageType?: string;
  runtime?: string;
}

export const supportedRuntime: ResourceValidationPolicy = {
  name: "supported-runtime",
  description:
    "Functions run on a runtime that AWS supports and patches. " +
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<LambdaFunction>(["aws:lambda/function:Function"], ({ props }, report) => {
    if (props.packageType === "Image") return;
    const supported = Object.keys(DEPRECATED_ON).filter((runtime) => isSupported(runtime, new Date()));
    if (!supported.includes(props.runtime ?? "")) {
      report(`its runtime is ${props.runtime ?? "not given"}; supported: ${supported.join(", ")}`);
    }
  }),
};

/** Whether AWS supports a runtime at a time. */
export function isSupported(runtime: string, at: Date): boolean {
  const day = DEPRECATED_ON[runtime];
  return day !== undefined && at < new Date(`${day}T00:00:00Z`);
}
