import type { Clock } from "../../../aws/clock";
import { ApiError } from "../apiError";
import { headerOf } from "../apiRequest";
import type { ApiMethod } from "../definition/definition";
import type { Invocation } from "../invocation";
import type { ApiStage, ReadResources, ThrottleSettings, UsagePlan } from "../resources";
import { Quotas } from "./quotas";
import { type ThrottleLimit, Throttles } from "./throttles";

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
   * Requires an API key of a usage plan of the stage if the method requires one, and counts the request
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
    const key = this.resources("ApiKey").find((candidate) => candidate.value === value);
    if (!value || !key?.enabled) throw new ApiError("INVALID_API_KEY");
    invocation.apiKey = { id: key.id, value };
    const plan = this.planOf(key.id, invocation);
    if (!plan) throw new ApiError("INVALID_API_KEY");
    const name = `${plan.id} ${key.id}`;
    const methodLimit = methodLimitOf(plan, invocation);
    if (methodLimit) this.throttle(`${name} ${this.methodName(invocation)}`, methodLimit);
    const limit = limitOf(plan.throttle);
    if (limit) this.throttle(name, limit);
    if (plan.quota && !this.quotas.take(name, plan.quota)) throw new ApiError("QUOTA_EXCEEDED");
  }

  private planOf(keyId: string, invocation: Invocation): UsagePlan | undefined {
    const plans = this.resources("UsagePlanKey")
      .filter((planKey) => planKey.keyId === keyId)
      .map(({ usagePlanId }) => usagePlanId);
    return this.resources("UsagePlan").find(
      (plan) => plans.includes(plan.id) && stageOf(plan, invocation) !== undefined,
    );
  }

  /** The limit in the method's own settings, otherwise in those of all methods. */
  private stageLimit({ definition, stageName, route, request }: Invocation): ThrottleLimit | undefined {
    const settings = this.resources("MethodSetting").filter(
      (setting) => setting.restApiId === definition.apiId && setting.stageName === stageName,
    );
    const own = methodPath(`${route?.resource.path}/${request.method}`);
    for (const path of [own, "*/*"]) {
      const setting = settings.find((candidate) => methodPath(candidate.methodPath) === path);
      const limit = limitOf({
        rateLimit: setting?.throttlingRateLimit,
        burstLimit: setting?.throttlingBurstLimit,
      });
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

const stageOf = (plan: UsagePlan, { definition, stageName }: Invocation): ApiStage | undefined =>
  plan.apiStages.find(({ apiId, stage }) => apiId === definition.apiId && stage === stageName);

function methodLimitOf(plan: UsagePlan, invocation: Invocation): ThrottleLimit | undefined {
  const wanted = methodPath(`${invocation.route?.resource.path}/${invocation.request.method}`);
  const throttles = Object.entries(stageOf(plan, invocation)?.throttle ?? {});
  return limitOf(throttles.find(([path]) => methodPath(path) === wanted)?.[1]);
}

/** A negative number sets no limit. */
function limitOf({ rateLimit = -1, burstLimit = -1 }: ThrottleSettings = {}): ThrottleLimit | undefined {
  if (rateLimit < 0 && burstLimit < 0) return undefined;
  return {
    rate: rateLimit < 0 ? ACCOUNT_LIMIT.rate : rateLimit,
    burst: burstLimit < 0 ? ACCOUNT_LIMIT.burst : burstLimit,
  };
}
