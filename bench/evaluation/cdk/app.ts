import { App, Stack } from "aws-cdk-lib";
import { Booking } from "./booking";
import { Messenger } from "./messenger";
import { Orders } from "./orders";
import { Pipeline } from "./pipeline";

/** As many copies of the four systems as the environment says, a stack each. */
const app = new App();
for (let copy = 1; copy <= Number(process.env.COPIES); copy++) {
  const stack = new Stack(app, `Workflows${copy}`, { env: { region: "us-east-1", account: "123456789012" } });
  new Pipeline(stack, "Pipeline");
  new Booking(stack, "Booking");
  new Orders(stack, "Orders");
  new Messenger(stack, "Messenger");
}
app.synth();
