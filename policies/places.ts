/** Where programs have IAM policies: by type token, what reads them from a resource's inputs. */
import type { ReportViolation, ResourceValidation } from "@pulumi/policy";
import { UnreadablePolicyError } from "./policyDocument";
import { type Checked, ofTypes } from "./validation";

export type Properties = Record<string, unknown>;

type Places = Readonly<Record<string, (props: Properties) => unknown[]>>;

const policy = ({ policy: document }: Properties) => [document];

/** The resources that allow a principal something. */
export const IDENTITY_POLICIES: Places = {
  "aws:iam/rolePolicy:RolePolicy": policy,
  "aws:iam/policy:Policy": policy,
  "aws:iam/userPolicy:UserPolicy": policy,
  "aws:iam/groupPolicy:GroupPolicy": policy,
  "aws:iam/role:Role": ({ inlinePolicies }) =>
    ((inlinePolicies ?? []) as Properties[]).map(({ policy: document }) => document),
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": ({ inlinePolicy }) => [inlinePolicy],
};

/** The resources that define who may use a resource. */
export const RESOURCE_POLICIES: Places = {
  "aws:s3/bucketPolicy:BucketPolicy": policy,
  "aws:s3/bucket:Bucket": policy,
  "aws:s3/bucketV2:BucketV2": policy,
  "aws:s3/accessPoint:AccessPoint": policy,
  "aws:s3control/accessPointPolicy:AccessPointPolicy": policy,
  "aws:sqs/queuePolicy:QueuePolicy": policy,
  "aws:sqs/queue:Queue": policy,
  "aws:sns/topicPolicy:TopicPolicy": policy,
  "aws:sns/topic:Topic": policy,
  "aws:kms/key:Key": policy,
  "aws:kms/keyPolicy:KeyPolicy": policy,
  "aws:kms/replicaKey:ReplicaKey": policy,
  "aws:secretsmanager/secret:Secret": policy,
  "aws:secretsmanager/secretPolicy:SecretPolicy": policy,
  "aws:dynamodb/resourcePolicy:ResourcePolicy": policy,
  "aws:kinesis/resourcePolicy:ResourcePolicy": policy,
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": policy,
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": ({ policyDocument }) => [policyDocument],
  "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": ({ accessPolicy }) => [accessPolicy],
  "aws:schemas/registryPolicy:RegistryPolicy": policy,
  "aws:ecr/repositoryPolicy:RepositoryPolicy": policy,
  "aws:backup/vaultPolicy:VaultPolicy": policy,
  "aws:glacier/vault:Vault": ({ accessPolicy }) => [accessPolicy],
  "aws:efs/fileSystemPolicy:FileSystemPolicy": policy,
  "aws:opensearch/domain:Domain": ({ accessPolicies }) => [accessPolicies],
  "aws:opensearch/domainPolicy:DomainPolicy": ({ accessPolicies }) => [accessPolicies],
  "aws:elasticsearch/domain:Domain": ({ accessPolicies }) => [accessPolicies],
  "aws:elasticsearch/domainPolicy:DomainPolicy": ({ accessPolicies }) => [accessPolicies],
};

export const POLICIES: Places = { ...RESOURCE_POLICIES, ...IDENTITY_POLICIES };

/** Checks the policies of every resource of some places; one that cannot be read is a violation. */
export const ofPolicies = (
  places: Places,
  check: (documents: unknown[], report: ReportViolation, resource: Checked<Properties>) => void,
): ResourceValidation =>
  ofTypes<Properties>(Object.keys(places), (resource, report) => {
    try {
      check(places[resource.type]!(resource.props), report, resource);
    } catch (error) {
      if (!(error instanceof UnreadablePolicyError)) throw error;
      report(`its policy cannot be read: ${error.message}`);
    }
  });
