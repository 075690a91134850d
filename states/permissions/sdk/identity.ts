import { arnOf, named } from "../arn";
import { roleArn } from "../arns";
import { on } from "../rules";
import { anywhere, type Entry } from "./table";

/** A key by id or ARN; an alias is only the key that it points to at the time. */
const key = named("kms", "key/", "a key", /^[0-9a-f-]{36}$|^mrk-[0-9a-f]{32}$/);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html */
export const kms: readonly Entry[] = [
  ["listKeys listAliases generateRandom", anywhere],
  [
    "encrypt decrypt generateDataKey generateDataKeyWithoutPlaintext sign verify generateMac verifyMac describeKey getPublicKey enableKey disableKey scheduleKeyDeletion cancelKeyDeletion createGrant revokeGrant getKeyPolicy putKeyPolicy getKeyRotationStatus enableKeyRotation",
    (actions) => on(actions, "KeyId", key),
  ],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html */
export const sts: readonly Entry[] = [
  // Everyone may ask who they are.
  ["getCallerIdentity", () => () => []],
  ["assumeRole", (actions) => on(actions, "RoleArn", roleArn)],
];

const userArn = arnOf("a user's name", (text, { partition, accountId }) =>
  /^[\w+=,.@-]{1,64}$/.test(text) ? `arn:${partition}:iam::${accountId}:user/${text}` : undefined,
);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
export const iam: readonly Entry[] = [
  ["listUsers listRoles listPolicies getAccountSummary listAccountAliases", anywhere],
  [
    "createRole getRole deleteRole listRolePolicies listAttachedRolePolicies getRolePolicy putRolePolicy deleteRolePolicy attachRolePolicy detachRolePolicy tagRole",
    (actions) => on(actions, "RoleName", roleArn),
  ],
  [
    "getUser deleteUser listAccessKeys updateAccessKey deleteAccessKey listUserPolicies listAttachedUserPolicies attachUserPolicy detachUserPolicy listGroupsForUser tagUser",
    (actions) => on(actions, "UserName", userArn),
  ],
];

const userPool = named("cognito-idp", "userpool/", "a user pool", /^[\w-]+_[0-9A-Za-z]+$/);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html */
export const cognitoidentityprovider: readonly Entry[] = [
  ["listUserPools", anywhere],
  [
    "admin* listUsers listUsersInGroup listGroups createGroup deleteGroup getGroup describeUserPool",
    (actions) => on(actions, "UserPoolId", userPool),
  ],
];
