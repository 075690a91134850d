/** How callers of an API are authorized: by its key, or by IAM. */
export type ApiAuthorization = "API_KEY" | "AWS_IAM";
