import { scanMessages } from "../../handlers/messages/scanMessages";

export const handler = scanMessages();
