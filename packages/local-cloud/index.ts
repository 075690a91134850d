/** The emulator: one AWS account on this machine behind one port. */
export type { PolicyDocument } from "./aws/policyDocument";
