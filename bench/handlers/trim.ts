import { functionBlock } from "../../handlers/functionBlock";
import { trimStrings } from "../../handlers/trimStrings";

export const handler = functionBlock({ callback: trimStrings })();
