import type { LocalCloud, LocalServices, Service } from "../../../../packages/local-cloud";
import { awsJson, LogsService, ManualClock, RestApis } from "../../../../packages/local-cloud";
import type { Resource } from "../../../../packages/local-stack";
import { restApis as deployers } from "../../../../packages/local-stack/deploy/apiGateway";
import { lambdaPermissions } from "../../../../packages/local-stack/deploy/lambdaPermissions";
import {
  ACCOUNT,
  allowing,
  fakeStates,
  type Invoke,
  REGION,
  send,
  startCloud,
  trusting,
} from "../../local-cloud/gateway/support";
import { resource as plain } from "../resource";

export const API = "a1b2c3d4e5";
export const STAGE = "dev";
export const BASE = `/execute-api/${API}/${STAGE}`;
export const EXECUTION_ARN = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${API}`;
export const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:orders`;
export const FUNCTION_URI = `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${FUNCTION_ARN}/invocations`;
export const ROLE = "gateway";
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`;
export const START_EXECUTION = `arn:aws:apigateway:${REGION}:states:action/StartExecution`;

type Props = Record<string, unknown>;

/** A resource as an evaluation returns it. */
export function resource(
  type: string,
  name: string,
  id: string,
  inputs: Props,
  outputs: Props = {},
): Resource {
  return plain(type, name, { id, inputs, outputs: { ...inputs, ...outputs } });
}

const gateway = (type: string, name: string, id: string, inputs: Props, outputs: Props = {}) =>
  resource(`aws:apigateway/${type}`, name, id, inputs, outputs);

export interface MethodProps {
  method?: Props;
  integration?: Props;
  /** Integration responses by status; each status is declared with the headers that the response maps. */
  responses?: Record<string, Props>;
}

/** The resources of one API, in an order in which they can be created. */
export class ApiProgram {
  readonly resources: Resource[] = [];
  private readonly paths = new Map<string, string>([["/", "root"]]);

  constructor(api: Props = {}) {
    this.resources.push(
      gateway("restApi:RestApi", "api", API, { name: "api", ...api }, { rootResourceId: "root" }),
    );
  }

  add(type: string, name: string, inputs: Props, id = name): this {
    this.resources.push(gateway(type, name, id, { restApi: API, ...inputs }));
    return this;
  }

  method(path: string, httpMethod: string, { method = {}, integration, responses = {} }: MethodProps): this {
    const key = { resourceId: this.path(path), httpMethod };
    const name = `${httpMethod} ${path}`;
    this.add("method:Method", name, { ...key, authorization: "NONE", ...method });
    if (integration) this.add("integration:Integration", name, { ...key, ...integration });
    for (const [statusCode, response] of Object.entries(responses)) {
      const headers = Object.keys((response.responseParameters as Props | undefined) ?? {});
      const responseParameters = Object.fromEntries(headers.map((header) => [header, true]));
      const part = { ...key, statusCode };
      this.add("methodResponse:MethodResponse", `${name} ${statusCode}`, { ...part, responseParameters });
      this.add("integrationResponse:IntegrationResponse", `${name} ${statusCode}`, { ...part, ...response });
    }
    return this;
  }

  /** A Lambda proxy. */
  proxy(path: string, httpMethod: string, method: Props = {}, integration: Props = {}): this {
    const proxy = { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: FUNCTION_URI, ...integration };
    return this.method(path, httpMethod, { method, integration: proxy });
  }

  deploy(stage: Props = {}): this {
    this.add("deployment:Deployment", "deployment", {}, "d1");
    return this.add("stage:Stage", "stage", { stageName: STAGE, deployment: "d1", ...stage });
  }

  private path(path: string): string {
    const known = this.paths.get(path);
    if (known) return known;
    const id = `r${this.paths.size}`;
    this.paths.set(path, id);
    this.resources.push(gateway("resource:Resource", path, id, { restApi: API }, { path }));
    return id;
  }
}

/** A Lambda service that answers what a test provides; a string is the payload. */
export function fakeLambda(
  invoke: (event: Props, input: Props) => Promise<string | { error: string }> | string | { error: string },
): Service {
  return {
    signingName: "lambda",
    ...awsJson({ version: "1.1", targetPrefix: "Lambda" }),
    requirements: ({ input }) => [{ action: "lambda:InvokeFunction", resource: String(input.FunctionName) }],
    invoke: async ({ input }) => {
      const result = await invoke(JSON.parse(String(input.Payload)), input);
      return typeof result === "string"
        ? { StatusCode: 200, Payload: Buffer.from(result) }
        : { StatusCode: 200, FunctionError: "Unhandled", Payload: Buffer.from(result.error) };
    },
  };
}

/** Allows API Gateway to invoke the function for the whole API. */
export const permission = (inputs: Props = {}) =>
  resource(
    "aws:lambda/permission:Permission",
    "permission",
    "permission",
    {
      function: FUNCTION_ARN,
      action: "lambda:InvokeFunction",
      principal: "apigateway.amazonaws.com",
      sourceArn: `${EXECUTION_ARN}/*/*`,
      ...inputs,
    },
    { statementId: "AllowApi" },
  );

export interface Served {
  cloud: LocalCloud;
  endpoint: string;
  clock: ManualClock;
  logs: LogsService;
  restApis: RestApis;
  errors: unknown[];
  warnings: string[];
  apply(...resources: Resource[]): Promise<void>;
  remove(resource: Resource): Promise<void>;
  /** A request below the stage. */
  request(
    method: string,
    path: string,
    options?: { headers?: Record<string, string>; body?: string | Buffer },
  ): ReturnType<typeof send>;
}

export interface ServeOptions {
  states?: Invoke;
  lambda?: Parameters<typeof fakeLambda>[0];
  /** What the role of the integrations may do. Default: start executions. */
  rolePolicy?: object;
}

/** The program's API behind the real port of a cloud with services that the test provides. */
export async function serve(program: ApiProgram, options: ServeOptions = {}): Promise<Served> {
  const {
    states = async () => ({}),
    lambda = () => "{}",
    rolePolicy = allowing("states:StartExecution"),
  } = options;
  const clock = new ManualClock();
  const { cloud, endpoint, errors } = await startCloud([fakeStates(states), fakeLambda(lambda)], { clock });
  const logs = new LogsService(cloud, () => clock.now());
  cloud.register(logs);
  cloud.iam.registry.putRole({
    name: ROLE,
    assumeRolePolicy: trusting("apigateway.amazonaws.com"),
    inlinePolicies: { permissions: rolePolicy as ReturnType<typeof allowing> },
  });
  const warnings: string[] = [];
  const restApis = new RestApis({ cloud, clock, warn: (message) => warnings.push(message) });
  const services = { cloud, restApis } as unknown as LocalServices;
  const table = { ...deployers, ...lambdaPermissions };
  const apply = async (...resources: Resource[]) => {
    for (const one of resources) await table[one.type]!.create(one, services);
  };
  await apply(...program.resources);
  return {
    cloud,
    endpoint,
    clock,
    logs,
    restApis,
    errors,
    warnings,
    apply,
    remove: async (one) => table[one.type]!.delete(one, services),
    request: (method, path, { headers = {}, body } = {}) =>
      send(endpoint, {
        method,
        path: BASE + path,
        headers: { host: new URL(endpoint).host, ...headers },
        ...(body === undefined ? {} : { body }),
      }),
  };
}

/** A mock integration that answers 200 with a body. */
export const mock = (body = "{}", more: Props = {}): MethodProps => ({
  integration: { type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } },
  responses: { 200: { responseTemplates: { "application/json": body }, ...more } },
});
