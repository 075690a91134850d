import { Server, ServerCredentials } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { engineService } from "./deploymentEngine";
import type { EvaluationError } from "./error";
import type { LogEntry } from "./evaluation";
import { ResourceGraph } from "./graph";
import { Monitor } from "./monitor";
import type { EnginePort } from "./port";
import type { Account } from "./provider/model";
import { Provider } from "./provider/provider";
import type { Lookups } from "./values/lookups";

/** Pulumi's own limit: messages contain the text of archives. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

export interface ServeOptions {
  project: string;
  stack: string;
  programDirectory: string;
  preview: boolean;
  account: Account;
  /** The stack's configuration. */
  config: Record<string, string>;
  lookups: Lookups;
  onRefusal(error: EvaluationError): void;
  onLog(entry: LogEntry): void;
}

/** The engine's side of one evaluation. */
export interface Deployment {
  monitor: Monitor;
  graph: ResourceGraph;
  provider: Provider;
}

/** Serves a program's language host as Pulumi's engine does, until the port is closed. */
export function serve(port: EnginePort, options: ServeOptions): Deployment {
  const provider = new Provider({ ...options.account, config: options.config, lookups: options.lookups });
  const graph = new ResourceGraph({ ...options, provider });
  const monitor = new Monitor({ ...options, graph, provider });
  const server = new Server({ "grpc.max_receive_message_length": MAX_MESSAGE_BYTES });
  server.addService(ResourceMonitorService, monitor.service);
  server.addService(EngineService, engineService(options.onLog));
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  port.accept((socket) => injector.injectConnection(socket));
  return { monitor, graph, provider };
}
