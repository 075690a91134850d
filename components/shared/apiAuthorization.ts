/** Who may call an API: who has its key, or who IAM lets. */
export type ApiAuthorization = "API_KEY" | "AWS_IAM";
