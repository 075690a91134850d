import type { LocalCloud, LocalServices } from "../../../../packages/local-cloud";
import { GraphqlApis, LogsService, ManualClock } from "../../../../packages/local-cloud";
import type { Resource } from "../../../../packages/local-stack";
import { graphqlApis as deployers } from "../../../../packages/local-stack/deploy/appSync";
import { ACCOUNT, allowing, REGION, send, startCloud, trusting } from "../../local-cloud/gateway/support";
import { fakeLambda, resource } from "./apiGatewaySupport";

export const API = "abcdefghijklmnopqrstuvwxyz";
export const API_ARN = `arn:aws:appsync:${REGION}:${ACCOUNT}:apis/${API}`;
export const KEY = "da2-abcdefghijklmnopqrstuvwxyz";
export const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:booking`;
export const ROLE = "booking-source";
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`;
export const LOG_ROLE = "booking-logs";
export const LOG_ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${LOG_ROLE}`;

type Props = Record<string, unknown>;
type Lambda = Parameters<typeof fakeLambda>[0];

const appsync = (type: string, name: string, inputs: Props, id = name, outputs: Props = {}): Resource =>
  resource(`aws:appsync/${type}`, name, id, inputs, outputs);

export const apiOf = (schema: string, settings: Props = {}): Resource =>
  appsync("graphQLApi:GraphQLApi", "api", { authenticationType: "API_KEY", schema, ...settings }, API, {
    arn: API_ARN,
    name: "booking",
  });

export const keyOf = (settings: Props = {}): Resource =>
  appsync("apiKey:ApiKey", "key", { apiId: API, ...settings }, `${API}:${KEY}`, { key: KEY });

export const sourceOf = (settings: Props = {}): Resource =>
  appsync(
    "dataSource:DataSource",
    "functions",
    {
      apiId: API,
      type: "AWS_LAMBDA",
      lambdaConfig: { functionArn: FUNCTION_ARN },
      serviceRoleArn: ROLE_ARN,
      ...settings,
    },
    `${API}-functions`,
    { name: "functions" },
  );

export const resolverOf = (place: string, settings: Props = {}): Resource => {
  const [type, field] = place.split(".");
  return appsync("resolver:Resolver", place, {
    apiId: API,
    type,
    field,
    dataSource: "functions",
    ...settings,
  });
};

export interface ServeOptions {
  /** Of the API. */
  settings?: Props;
  /** Fields that the function resolves: `Query.getBooking`. Default: every field of Query and Mutation. */
  resolvers?: string[];
  lambda?: Lambda;
  rolePolicy?: object;
  trust?: object;
  allowedHosts?: string[];
}

export interface Served {
  cloud: LocalCloud;
  clock: ManualClock;
  endpoint: string;
  /** The API's address. */
  url: string;
  logs: LogsService;
  graphqlApis: GraphqlApis;
  errors: unknown[];
  warnings: string[];
  apply(...resources: Resource[]): void;
  remove(resource: Resource): void;
  /** The parsed response to a `POST` with the key. */
  post(body: unknown, headers?: Record<string, string>): Promise<{ status: number; body: Answer }>;
}

export interface Answer {
  data?: Props | null;
  errors?: {
    path?: unknown;
    data?: null;
    errorType?: string;
    errorInfo?: null;
    locations?: unknown;
    message: string;
  }[];
}

/** The fields of Query and Mutation in a schema. */
function topFields(schema: string): string[] {
  return ["Query", "Mutation"].flatMap((type) => {
    const body = new RegExp(`type ${type}[^{]*\\{([^}]*)\\}`).exec(schema)?.[1] ?? "";
    return [...body.matchAll(/^\s*(\w+)\s*[(:]/gm)].map(([, field]) => `${type}.${field}`);
  });
}

/** An API behind the real port, resolved by a function that a test provides. */
export async function serve(schema: string, options: ServeOptions = {}): Promise<Served> {
  const { settings, resolvers = topFields(schema), lambda = () => "null" } = options;
  const clock = new ManualClock();
  const { cloud, endpoint, errors } = await startCloud([fakeLambda(lambda)], {
    clock,
    ...(options.allowedHosts && { allowedHosts: options.allowedHosts }),
  });
  const logs = new LogsService(cloud, () => clock.now());
  cloud.register(logs);
  const putRole = (name: string, policy: object, trust: object = trusting("appsync.amazonaws.com")) =>
    cloud.iam.registry.putRole({
      name,
      assumeRolePolicy: trust as ReturnType<typeof trusting>,
      inlinePolicies: { permissions: policy as ReturnType<typeof allowing> },
    });
  putRole(ROLE, options.rolePolicy ?? allowing("lambda:InvokeFunction", FUNCTION_ARN), options.trust);
  putRole(LOG_ROLE, allowing(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]));
  const warnings: string[] = [];
  const graphqlApis = new GraphqlApis({ cloud, clock, warn: (message) => warnings.push(message) });
  const services = { cloud, graphqlApis } as unknown as LocalServices;
  const apply = (...resources: Resource[]) => {
    for (const one of resources) void deployers[one.type]!.create(one, services);
  };
  apply(apiOf(schema, settings), keyOf(), sourceOf(), ...resolvers.map((place) => resolverOf(place)));
  return {
    cloud,
    clock,
    endpoint,
    url: `${endpoint}/graphql`,
    logs,
    graphqlApis,
    errors,
    warnings,
    apply,
    remove: (one) => void deployers[one.type]!.delete(one, services),
    async post(body, headers = { "x-api-key": KEY }) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const { status, body: answer } = await send(endpoint, {
        path: "/graphql",
        headers: { host: new URL(endpoint).host, "content-type": "application/json", ...headers },
        body: text,
      });
      return { status, body: JSON.parse(answer) as Answer };
    },
  };
}
