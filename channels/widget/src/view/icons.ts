/** The pictures of the widget, each one path of lines on a field of 24 by 24. */
import { drawing } from "./dom.ts";

const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  menu: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M4 12h15M13 6l6 6-6 6",
  pin: "M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21zM12 7.5a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z",
  up: "M7 11v9H4v-9zM7 11l4-8c2 0 3 1 2.5 3L13 9h5.5c1.3 0 2.2 1.1 1.9 2.3l-1.6 7c-.2 1-1 1.7-2 1.7H7",
  down: "M7 13V4H4v9zM7 13l4 8c2 0 3-1 2.5-3L13 15h5.5c1.3 0 2.2-1.1 1.9-2.3l-1.6-7c-.2-1-1-1.7-2-1.7H7",
  waarschijnlijk: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM7.5 12.5l3 3 6-7",
  misschien: "M12 1.5L22.5 12 12 22.5 1.5 12zM9.7 9.7a2.4 2.4 0 1 1 3.4 2.3c-.8.4-1.1.9-1.1 1.7M12 16.6v.1",
  niet: "M3 3h18v18H3zM8 8l8 8M16 8l-8 8",
};

export type Icon = keyof typeof PATHS;

export function icon(name: Icon): SVGSVGElement {
  return drawing(PATHS[name], name);
}
