/** The access key of the administrator, who may do everything in a local cloud. */
export const LOCAL_CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" } as const;
