import type * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import {
  AnalyzeRequest,
  AnalyzerPropertyDependencies,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Evaluation, marshal, type Resource } from "../../local-stack";

/** What the CLI asks a pack about one resource: its inputs. */
export async function analyzeRequest(resource: Resource): Promise<proto.AnalyzeRequest> {
  const { type, name, urn, inputs, secretInputs } = resource;
  return new AnalyzeRequest()
    .setType(type)
    .setName(name)
    .setUrn(urn)
    .setOptions(optionsOf(resource))
    .setProperties(Struct.fromJavaScript(await marshal(inputs, secretInputs)));
}

/** What the CLI asks a pack about a whole stack: all outputs. */
export async function analyzeStackRequest({ resources }: Evaluation): Promise<proto.AnalyzeStackRequest> {
  return new AnalyzeStackRequest().setResourcesList(await Promise.all(resources.map(stackResource)));
}

async function stackResource(resource: Resource): Promise<proto.AnalyzerResource> {
  const { type, name, urn, parent = "", outputs, dependencies, secretOutputs = [] } = resource;
  const message = new AnalyzerResource()
    .setType(type)
    .setName(name)
    .setUrn(urn)
    .setParent(parent)
    .setOptions(optionsOf(resource))
    .setProperties(Struct.fromJavaScript(await marshal(outputs, secretOutputs)))
    .setDependenciesList(dependencies);
  for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
    if (urns.length === 0) continue;
    message.getPropertydependenciesMap().set(property, new AnalyzerPropertyDependencies().setUrnsList(urns));
  }
  return message;
}

function optionsOf(resource: Resource): proto.AnalyzerResourceOptions {
  return new AnalyzerResourceOptions()
    .setProtect(resource.protect)
    .setIgnorechangesList(resource.ignoreChanges)
    .setAliasesList(resource.aliases)
    .setDeletebeforereplace(resource.deleteBeforeReplace ?? false)
    .setDeletebeforereplacedefined(resource.deleteBeforeReplace !== undefined)
    .setParent(resource.parent ?? "");
}
