import { asynchronousWorker } from "../../handlers/asynchronousWorker";
import { review } from "../../handlers/review";

export const handler = asynchronousWorker(review, 60)();
