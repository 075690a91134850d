import { asynchronousWorker } from "../../handlers/pipeline/asynchronousWorker";
import { review } from "../../handlers/pipeline/review";

export const handler = asynchronousWorker(review, 60)();
