/** The packaged template with a function beside it that is a hook. */
import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hookName, hookResources } from "../../proof/simulation/hooked.ts";
import { templateWith } from "./trouble.ts";

/** A template with a hook of that handler; its code is the zip file, where it is not loaded otherwise. */
export const templateWithHook = (handler: string, zip?: Uint8Array, name = hookName): string => {
  const key = zip === undefined ? "bake.zip" : "hook.zip";
  const template = templateWith({}, hookResources(handler, key, name));
  const folder = dirname(template);
  if (zip !== undefined) writeFileSync(join(folder, key), zip);
  else if (!readdirSync(folder).includes(key)) throw new Error(`There is no ${key} in the package.`);
  return template;
};
