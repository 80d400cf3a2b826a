// A plugin of the framework: bundles the code of all functions in one run of esbuild, which reads what they share once.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { zipSync } from "fflate";
import slimSdk from "./slim-sdk.js";

/** The module of a handler: `functions/greet` of `functions/greet.handler`. */
const moduleOf = (handler) => handler.replace(/\.\w+$/, "");

/** A file that everybody may read, as old as a zip can say: the same code is the same package. */
const entry = { os: 3, attrs: (0o100644 << 16) >>> 0, mtime: new Date(1980, 0, 1) };

/**
 * The zip of each of these modules below `directory`: one minified ES module with all that it imports. The SDK is bundled too: its version is
 * ours, pinned, and not whatever the runtime brings on the day. Throws what esbuild refuses.
 */
export const zipsOf = async (directory, modules) => {
  const { outputFiles } = await build({
    absWorkingDir: directory,
    entryPoints: Object.fromEntries(modules.map((module) => [module, `./${module}.ts`])),
    outdir: ".",
    write: false,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    mainFields: ["module", "main"],
    plugins: slimSdk,
    logLevel: "silent",
  });
  const code = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  return new Map(
    modules.map((module) => {
      const file = `${module}.mjs`;
      return [module, zipSync({ [file]: [code.get(join(directory, file)), entry] })];
    }),
  );
};

export default class Bundle {
  constructor(serverless, { function: only }) {
    const { service } = serverless;
    const bundle = async (names) => {
      const functions = names.map((name) => [name, service.getFunction(name)]);
      const zips = await zipsOf(serverless.serviceDir, [
        ...new Set(functions.map(([, { handler }]) => moduleOf(handler))),
      ]);
      const folder = join(serverless.serviceDir, ".serverless");
      mkdirSync(folder, { recursive: true });
      for (const [name, each] of functions) {
        const artifact = join(folder, `${name}.zip`);
        writeFileSync(artifact, zips.get(moduleOf(each.handler)));
        each.package = { artifact };
      }
    };
    this.hooks = {
      "before:package:createDeploymentArtifacts": () => bundle(service.getAllFunctions()),
      "before:deploy:function:packageFunction": () => bundle([only]),
    };
  }
}
