/** Version 0.1, to be measured beside the version at hand: a checkout of it, and its functions in a simulated world of today's playground. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { FunctionCode } from "../../command/rehearsal/functions.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
/** Its commit. */
export const versionOne = "d150650";

/** A worktree of version 0.1 with its own packages, kept for the next run; not below node_modules, where Node.js strips no types. */
export const checkOutVersionOne = (say: (line: string) => void): string => {
  const checkout = join(tmpdir(), `sarcelle-${versionOne}`);
  if (existsSync(join(checkout, "node_modules"))) return checkout;
  say("Checking out version 0.1 and its packages …");
  execFileSync("git", ["worktree", "prune"], { cwd: repository });
  if (!existsSync(checkout))
    execFileSync("git", ["worktree", "add", "--quiet", "--detach", checkout, versionOne], { cwd: repository });
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: checkout,
    stdio: ["ignore", 2, 2],
  });
  return checkout;
};

/** The template that a checkout packages, with its bundles beside it. */
export const packagedIn = (checkout: string): string => {
  execFileSync(process.execPath, ["scripts/package.ts"], { cwd: checkout, stdio: ["ignore", 2, 2] });
  return join(checkout, ".serverless/cloudformation-template-update-stack.json");
};

/** Has what the checkout's code imports come from this repository's packages: a simulated world reaches functions by their SDK's classes. */
const sharePackages = (checkout: string): void => {
  const inside = pathToFileURL(join(checkout, "/")).href;
  const here = pathToFileURL(join(repository, "package.json")).href;
  registerHooks({
    resolve(specifier, context, next) {
      const isPackage = !/^(\.|\/|node:|file:)/.test(specifier);
      return isPackage && context.parentURL?.startsWith(inside)
        ? next(specifier, { ...context, parentURL: here })
        : next(specifier, context);
    },
  });
};

/** The functions of version 0.1's deployments, to run in a simulated world of this process. */
export const functionsOfVersionOne = async (checkout: string): Promise<FunctionCode> => {
  sharePackages(checkout);
  const { deploymentHandlers } = (await import(
    pathToFileURL(join(checkout, "scripts/simulation/handlers.ts")).href
  )) as { readonly deploymentHandlers: FunctionCode };
  return deploymentHandlers;
};
