/** The script of the page: defines the element, once, however often it is loaded. */
import { LeerwijsChat } from "./element.ts";

if (!customElements.get("leerwijs-chat")) customElements.define("leerwijs-chat", LeerwijsChat);
