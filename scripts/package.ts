/** `npm run package [-- DIRECTORY]`: packages the service offline and holds its bundles to their budgets. */
import { resolve } from "node:path";
import { bundleTable, packageService } from "./packaging.ts";

const { template, bundles, changed } = await packageService(resolve(process.argv[2] ?? "."));
console.log(bundleTable(bundles));
console.log(changed ? `\nPackaged: ${template}` : `\nUnchanged since the last time: ${template}`);
if (bundles.some(({ bytes, budget }) => bytes > budget)) {
  console.error("A bundle is over its budget: its function would start too slowly.");
  process.exitCode = 1;
}
