/** A snapshot as a file of its own: the page with its one moment inside, which asks nobody for anything. */

import type { BuiltPage } from "../page/build.ts";
import type { PageSnapshot } from "../snapshot.ts";
import { contentSecurityPolicy } from "./safety.ts";

/** JSON within a page: nothing in it ends the element that it stands in, or begins another. */
const inPage = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

/** The file. What the page may do stands in it too, since no server says so where it is opened. */
export const exportedPage = (page: BuiltPage, snapshot: PageSnapshot): string => {
  const policy = contentSecurityPolicy(page, false);
  const inside = `<meta http-equiv="Content-Security-Policy" content="${policy}">\n<script type="application/json" id="snapshot">${inPage(snapshot)}</script>\n`;
  const at = page.html.indexOf("<title>");
  if (at < 0) throw new TypeError("The page has no title before which its moment could stand.");
  return `${page.html.slice(0, at)}${inside}${page.html.slice(at)}`;
};
