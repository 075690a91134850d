import {
  type ServerUnaryCall,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import {
  GetRootResourceResponse,
  type LogRequest,
  LogSeverity,
  type SetRootResourceRequest,
  SetRootResourceResponse,
} from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { LogEntry } from "./evaluation";

const SEVERITIES: Record<number, LogEntry["severity"]> = {
  [LogSeverity.INFO]: "info",
  [LogSeverity.WARNING]: "warning",
  [LogSeverity.ERROR]: "error",
};

/** The part of Pulumi's engine that receives a program's logs, debug messages apart, as `pulumi up` does without `--debug`. */
export function engineService(onLog: (entry: LogEntry) => void): UntypedServiceImplementation {
  let root = "";
  return {
    log(call: ServerUnaryCall<LogRequest, Empty>, callback: sendUnaryData<Empty>) {
      const severity = SEVERITIES[call.request.getSeverity()];
      if (severity) onLog({ severity, message: call.request.getMessage() });
      callback(null, new Empty());
    },
    setRootResource(
      call: ServerUnaryCall<SetRootResourceRequest, SetRootResourceResponse>,
      callback: sendUnaryData<SetRootResourceResponse>,
    ) {
      root = call.request.getUrn();
      callback(null, new SetRootResourceResponse());
    },
    getRootResource(_call: unknown, callback: sendUnaryData<GetRootResourceResponse>) {
      callback(null, new GetRootResourceResponse().setUrn(root));
    },
    /** Every version range is satisfied, since no Pulumi engine is involved. */
    requirePulumiVersion(_call: unknown, callback: sendUnaryData<Empty>) {
      callback(null, new Empty());
    },
    startDebugging(_call: unknown, callback: sendUnaryData<Empty>) {
      callback({ code: status.UNIMPLEMENTED, details: "no debugger is attached here" });
    },
  };
}
