import type * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { EnforcementLevel, PolicyType } from "@pulumi/pulumi/proto/analyzer_pb";
import type { Evaluation } from "../../local-stack";
import { Analyzer, type PolicyConfigs } from "./analyzer";
import { analyzeRequest, analyzeStackRequest } from "./analyzerMessages";
import { type PackOptions, PackProcess } from "./packProcess";

export interface Violation {
  /** The resource; the stack's where the policy names none. */
  urn: string;
  message: string;
  /** True for one that stops an update, false for an advice. */
  mandatory: boolean;
}

/** The result of one policy. */
export interface PolicyResult {
  name: string;
  description: string;
  /** How many resources it was applied to; undefined for a policy of the whole stack. */
  checked?: number;
  /** Why it was applied to nothing. */
  notApplicable?: string;
  violations: Violation[];
}

/** A policy pack that is starting up: it loads while a program is evaluated. */
export class StartedPack {
  private readonly process: PackProcess;

  constructor(private readonly options: PackOptions) {
    this.process = new PackProcess(options);
  }

  /**
   * Applies the pack to an evaluated program, as `pulumi preview --policy-pack` would.
   *
   * @param configs properties of policies, over the defaults of their schemas
   * @throws PolicyPackError if the pack does not start, or ends.
   */
  async check(evaluation: Evaluation, configs: PolicyConfigs = {}): Promise<PolicyResult[]> {
    const analyzer = await Analyzer.connect(this.process, this.options);
    try {
      const info = await analyzer.info();
      await analyzer.configure(info, withSecretOutputs(info, evaluation, configs));
      const responses: proto.AnalyzeResponse[] = [];
      for (const resource of evaluation.resources) {
        responses.push(await analyzer.analyze(await analyzeRequest(resource)));
      }
      const ofStack = await analyzer.analyzeStack(await analyzeStackRequest(evaluation));
      return info
        .getPoliciesList()
        .map((policy) =>
          isOfStack(policy)
            ? resultOf(policy, [ofStack], evaluation)
            : resultOf(policy, responses, evaluation),
        );
    } finally {
      analyzer.close();
    }
  }

  /** Resolves when its process is gone. */
  close(): Promise<void> {
    return this.process.close();
  }
}

const isOfStack = (policy: proto.PolicyInfo): boolean =>
  policy.getPolicyType() === PolicyType.POLICY_TYPE_STACK;

/** Policies cannot see which outputs are secrets; it is passed to those with a property `secretOutputs`. */
function withSecretOutputs(
  info: proto.AnalyzerInfo,
  { secretOutputs }: Evaluation,
  configs: PolicyConfigs,
): PolicyConfigs {
  const passed = info
    .getPoliciesList()
    .filter((policy) => policy.getConfigschema()?.getProperties()?.getFieldsMap().has("secretOutputs"))
    .map((policy) => [policy.getName(), { secretOutputs, ...configs[policy.getName()] }]);
  return { ...configs, ...Object.fromEntries(passed) };
}

/** Packs for Node.js put the policy's description before what was found. */
function withoutDescription(diagnostic: proto.AnalyzeDiagnostic): string {
  const message = diagnostic.getMessage();
  const description = `${diagnostic.getDescription()}\n`;
  return message.startsWith(description) ? message.slice(description.length) : message;
}

function resultOf(
  policy: proto.PolicyInfo,
  responses: proto.AnalyzeResponse[],
  { resources }: Evaluation,
): PolicyResult {
  const name = policy.getName();
  const reasons = responses.flatMap((response) =>
    response
      .getNotApplicableList()
      .filter((each) => each.getPolicyName() === name)
      .map((each) => each.getReason()),
  );
  const checked = responses.length - reasons.length;
  return {
    name,
    description: policy.getDescription(),
    ...(!isOfStack(policy) && { checked }),
    ...(checked === 0 && { notApplicable: reasons[0] }),
    violations: responses.flatMap((response, index) =>
      response
        .getDiagnosticsList()
        .filter((each) => each.getPolicyname() === name)
        .map((each) => ({
          urn: each.getUrn() || (isOfStack(policy) ? "" : (resources[index]?.urn ?? "")),
          message: withoutDescription(each),
          mandatory: each.getEnforcementlevel() === EnforcementLevel.MANDATORY,
        })),
    ),
  };
}
