import { CloudClock, type Service, startLocalServices } from "../../packages/local-cloud";
import { IamService } from "../../packages/local-cloud/iam/api/iamService";
import { Sts } from "../../packages/local-cloud/iam/sts";

/** Prints the operations that the local cloud serves, by the name that requests are signed for. */
async function main(): Promise<void> {
  const services = await startLocalServices({
    clock: new CloudClock(),
    onError: (error) => console.error(error),
  });
  const { cloud, ...others } = services;
  const served = [
    ...(Object.values(others) as unknown[]),
    new Sts(cloud.iam),
    new IamService(cloud.iam),
  ].flatMap((each) => {
    const { signingName, operationNames } = each as Partial<Service>;
    return signingName && operationNames ? [[signingName, [...operationNames].sort()]] : [];
  });
  console.log(JSON.stringify(Object.fromEntries(served)));
  await cloud.close();
}

void main();
