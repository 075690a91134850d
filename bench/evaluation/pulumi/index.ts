import * as pulumi from "@pulumi/pulumi";
import { BookingWorkflow, MessengerWorkflow, ModularBlockPipeline, OrderPipeline } from "../../../components";
import { review } from "../../../handlers/pipeline/review";
import { trimStrings } from "../../../handlers/pipeline/trimStrings";

const copies = new pulumi.Config().requireNumber("copies");
for (let copy = 1; copy <= copies; copy++) {
  new ModularBlockPipeline(`pipeline${copy}`, {
    blocks: { A: {}, trim: { callback: trimStrings }, review: { asynchronous: review } },
  });
  new BookingWorkflow(`booking${copy}`);
  new OrderPipeline(`orders${copy}`, { accountLogging: copy === 1 });
  new MessengerWorkflow(`messenger${copy}`);
}
