import { promisify } from "node:util";
import { credentials, type ServiceError, status } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import {
  AnalyzerHandshakeRequest,
  AnalyzerStackConfigureRequest,
  ConfigureAnalyzerRequest,
  PolicyConfig,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { PackOptions, PackProcess } from "./packProcess";

/** Properties of policies, by policy. */
export type PolicyConfigs = Record<string, Record<string, unknown>>;

type Unary<Request, Response> = (
  request: Request,
  callback: (error: ServiceError | null, response: Response) => void,
) => void;

const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** The analyzer that a policy pack serves, called as the Pulumi engine does. */
export class Analyzer {
  private readonly client: AnalyzerClient;

  private constructor(
    private readonly pack: PackProcess,
    port: number,
  ) {
    this.client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
      "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
      "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    });
  }

  /** Connects to a pack and sends it the stack's name and configuration. */
  static async connect(pack: PackProcess, options: PackOptions): Promise<Analyzer> {
    const analyzer = new Analyzer(pack, await pack.port());
    try {
      await analyzer.introduce(options);
      return analyzer;
    } catch (error) {
      analyzer.close();
      throw error;
    }
  }

  /** The pack's policies and their defaults. */
  info(): Promise<proto.AnalyzerInfo> {
    return this.call<Empty, proto.AnalyzerInfo>(this.client.getAnalyzerInfo, new Empty());
  }

  /** Sets every policy's enforcement level and properties: the defaults of its schema, and over them those given. */
  async configure(info: proto.AnalyzerInfo, given: PolicyConfigs): Promise<void> {
    const request = new ConfigureAnalyzerRequest();
    for (const policy of info.getPoliciesList()) {
      const properties = { ...defaultsOf(policy), ...given[policy.getName()] };
      const config = new PolicyConfig()
        .setEnforcementlevel(policy.getEnforcementlevel())
        .setProperties(Struct.fromJavaScript(properties as Record<string, never>));
      request.getPolicyconfigMap().set(policy.getName(), config);
    }
    await this.call<ConfigureAnalyzerRequest, Empty>(this.client.configure, request);
  }

  analyze(request: proto.AnalyzeRequest): Promise<proto.AnalyzeResponse> {
    return this.call<proto.AnalyzeRequest, proto.AnalyzeResponse>(this.client.analyze, request);
  }

  analyzeStack(request: proto.AnalyzeStackRequest): Promise<proto.AnalyzeResponse> {
    return this.call<proto.AnalyzeStackRequest, proto.AnalyzeResponse>(this.client.analyzeStack, request);
  }

  close(): void {
    this.client.close();
  }

  private async introduce({ directory, stack, stackConfig }: PackOptions): Promise<void> {
    const handshake = new AnalyzerHandshakeRequest()
      .setEngineAddress("127.0.0.1:0")
      .setRootDirectory(directory)
      .setProgramDirectory(directory);
    // Packs made with older versions of @pulumi/policy, today's among them, have no handshake.
    await this.call<AnalyzerHandshakeRequest, proto.AnalyzerHandshakeResponse>(
      this.client.handshake,
      handshake,
    ).catch((error: ServiceError) => {
      if (error.code !== status.UNIMPLEMENTED) throw error;
    });
    const request = new AnalyzerStackConfigureRequest()
      .setStack(stack)
      .setProject(stackConfig.project)
      .setOrganization("organization")
      .setDryRun(true);
    for (const [key, value] of Object.entries(stackConfig.config)) request.getConfigMap().set(key, value);
    await this.call<AnalyzerStackConfigureRequest, proto.AnalyzerStackConfigureResponse>(
      this.client.configureStack,
      request,
    );
  }

  /** A call that also ends when the pack does. */
  private call<Request, Response>(method: Unary<Request, Response>, request: Request): Promise<Response> {
    const send = promisify(method.bind(this.client) as Unary<Request, Response>);
    return Promise.race([send(request), this.pack.ended]);
  }
}

function defaultsOf(policy: proto.PolicyInfo): Record<string, unknown> {
  const schema = policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {};
  return Object.fromEntries(
    Object.entries(schema).flatMap(([name, property]) => {
      const { default: value } = property as { default?: unknown };
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
