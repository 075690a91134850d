/** The access key of the administrator, who may do everything in a local cloud. */
export const LOCAL_CREDENTIALS: Readonly<{ accessKeyId: string; secretAccessKey: string }> = {
  accessKeyId: "local",
  secretAccessKey: "local",
};
