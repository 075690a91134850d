import { scanMessages } from "../../handlers/messenger/scanMessages";

export const handler = scanMessages();
