import type { Properties } from "../../../../local-stack/deploy/properties";
import type { Clock } from "../../../aws/clock";
import { ApiError } from "../apiError";
import { headerOf } from "../apiRequest";
import type { ApiMethod } from "../definition/definition";
import type { Invocation } from "../invocation";
import { type Quota, Quotas } from "./quotas";
import { type ThrottleLimit, Throttles } from "./throttles";

/** Reads the account's resources of a type, as they are now: `usagePlan:UsagePlan`. */
export type ReadResources = (type: string) => Properties[];

/** Of an account in a region: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const ACCOUNT_LIMIT: ThrottleLimit = { rate: 10_000, burst: 5000 };

/** API keys, usage plans and throttling. */
export class Usage {
  private readonly throttles: Throttles;
  private readonly quotas: Quotas;

  constructor(
    clock: Pick<Clock, "now">,
    private readonly resources: ReadResources,
  ) {
    this.throttles = new Throttles(clock);
    this.quotas = new Quotas(clock);
  }

  /**
   * Requires an API key of a usage plan of the stage, where the method asks for one, and counts the request
   * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html}).
   * Throws `INVALID_API_KEY`, `QUOTA_EXCEEDED` or `THROTTLED`.
   */
  admit(method: ApiMethod, invocation: Invocation): void {
    if (method.apiKeyRequired) this.admitByKey(invocation);
    this.throttle(`method ${this.methodName(invocation)}`, this.stageLimit(invocation));
    this.throttle("account", ACCOUNT_LIMIT);
  }

  private admitByKey(invocation: Invocation): void {
    const value = headerOf(invocation.request, "x-api-key");
    const key = this.resources("apiKey:ApiKey").find((candidate) => candidate.text("value") === value);
    if (!value || !key?.flag("enabled", true)) throw new ApiError("INVALID_API_KEY");
    const keyId = key.text("id");
    invocation.apiKey = { id: keyId, value };
    const plan = this.planOf(keyId, invocation);
    if (!plan) throw new ApiError("INVALID_API_KEY");
    const name = `${plan.text("id")} ${keyId}`;
    const methodLimit = methodLimitOf(plan, invocation);
    if (methodLimit) this.throttle(`${name} ${this.methodName(invocation)}`, methodLimit);
    const limit = limitOf(plan.nested("throttleSettings"));
    if (limit) this.throttle(name, limit);
    const quota = quotaOf(plan);
    if (quota && !this.quotas.take(name, quota)) throw new ApiError("QUOTA_EXCEEDED");
  }

  private planOf(keyId: string, invocation: Invocation): Properties | undefined {
    const plans = this.resources("usagePlanKey:UsagePlanKey")
      .filter((planKey) => planKey.text("keyId") === keyId)
      .map((planKey) => planKey.text("usagePlanId"));
    return this.resources("usagePlan:UsagePlan").find(
      (plan) => plans.includes(plan.text("id")) && stageOf(plan, invocation) !== undefined,
    );
  }

  /** The limit of the method's own settings, else of those of all methods. */
  private stageLimit({ definition, stageName, route, request }: Invocation): ThrottleLimit | undefined {
    const settings = this.resources("methodSettings:MethodSettings").filter(
      (one) => one.text("restApi") === definition.apiId && one.text("stageName") === stageName,
    );
    const own = methodPath(`${route?.resource.path}/${request.method}`);
    for (const path of [own, "*/*"]) {
      const limit = limitOf(
        settings.find((one) => methodPath(one.text("methodPath")) === path)?.nested("settings"),
        {
          rate: "throttlingRateLimit",
          burst: "throttlingBurstLimit",
        },
      );
      if (limit) return limit;
    }
    return undefined;
  }

  private methodName({ definition, stageName, route, request }: Invocation): string {
    return `${definition.apiId}/${stageName}/${request.method}${route?.resource.path}`;
  }

  private throttle(name: string, limit: ThrottleLimit | undefined): void {
    if (limit && !this.throttles.take(name, limit)) throw new ApiError("THROTTLED");
  }
}

/** Without the slash at the beginning; `~1` is a slash. */
const methodPath = (path: string) => path.replaceAll("~1", "/").replace(/^\/+/, "");

const stageOf = (plan: Properties, { definition, stageName }: Invocation) =>
  plan
    .items("apiStages")
    .find((stage) => stage.text("apiId") === definition.apiId && stage.text("stage") === stageName);

function methodLimitOf(plan: Properties, invocation: Invocation): ThrottleLimit | undefined {
  const path = `${invocation.route?.resource.path}/${invocation.request.method}`;
  const throttles = stageOf(plan, invocation)?.items("throttles") ?? [];
  return limitOf(throttles.find((throttle) => methodPath(throttle.text("path")) === methodPath(path)));
}

/** A negative limit is none. */
function limitOf(
  settings: Properties | undefined,
  keys = { rate: "rateLimit", burst: "burstLimit" },
): ThrottleLimit | undefined {
  const [rate, burst] = [settings?.number(keys.rate) ?? -1, settings?.number(keys.burst) ?? -1];
  if (rate < 0 && burst < 0) return undefined;
  return { rate: rate < 0 ? ACCOUNT_LIMIT.rate : rate, burst: burst < 0 ? ACCOUNT_LIMIT.burst : burst };
}

function quotaOf(plan: Properties): Quota | undefined {
  const settings = plan.nested("quotaSettings");
  if (!settings) return undefined;
  return {
    limit: settings.number("limit") ?? 0,
    offset: settings.number("offset") ?? 0,
    period: settings.text("period") as Quota["period"],
  };
}
