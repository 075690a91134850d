import { functionBlock } from "../../handlers/pipeline/functionBlock";
import { trimStrings } from "../../handlers/pipeline/trimStrings";

export const handler = functionBlock({ callback: trimStrings })();
