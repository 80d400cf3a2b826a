/** Where the page comes from: built beside this file where the package was packed, or else made of its sources. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuiltPage } from "../page/build.ts";

/** The file of the page in the package, which has nothing of what it is made with. */
export const builtPage = "page.json";

/** Answers the page with the hashes of what is in it. */
export const pageSource = async (): Promise<BuiltPage> => {
  const built = join(import.meta.dirname, builtPage);
  if (existsSync(built)) return JSON.parse(readFileSync(built, "utf8"));
  const { buildPage } = await import("../page/build.ts");
  return buildPage();
};
