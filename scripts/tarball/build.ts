/**
 * What the published package holds beside its documents: the command and the playground as JavaScript, since Node.js runs no TypeScript
 * under `node_modules`, file by file in the folders of the repository, so that every path between them stays what it is.
 */
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { buildPage } from "../../console/page/build.ts";
import { builtPage } from "../../console/server/page-source.ts";
import { packageService } from "../packaging.ts";

const root = join(import.meta.dirname, "../..");

/** Where the playground's own package lets others in. */
const doors: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(root, "playground/package.json"), "utf8"),
).exports;

const isPlayground = /^@sarcelle\/playground\//;

/** The file behind a name of the playground's package, which is no package of its own once it is published. */
const behind = (name: string): string => {
  const door = doors[name.replace(isPlayground, "./")];
  if (door === undefined) throw new Error(`The playground has no door '${name}'.`);
  return join(root, "playground", door);
};

/** A file that is started as a process of its own, named beside the one that starts it. */
const started = /(new URL\(|join\(import\.meta\.dirname, )"([\w-]+)\.ts"/g;

const startedBy = (file: string): readonly string[] =>
  [...readFileSync(join(root, file), "utf8").matchAll(started)].map(([, , name]) => join(dirname(file), `${name}.ts`));

const throughTheDoor: Plugin = {
  name: "through-the-door",
  setup: ({ onResolve }) => onResolve({ filter: isPlayground }, ({ path }) => ({ path: behind(path) })),
};

/** Every file that the command can come to run, by its path in the repository. */
const reached = async (from: readonly string[]): Promise<readonly string[]> => {
  const { metafile } = await build({
    entryPoints: [...from],
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    metafile: true,
    write: false,
    outdir: "none",
    plugins: [throughTheDoor],
  });
  const files = Object.keys(metafile.inputs).filter((file) => file.endsWith(".ts"));
  const more = files.flatMap(startedBy).filter((file) => !files.includes(file));
  return more.length === 0 ? files : reached([...from, ...more]);
};

/** Each import leads to the file of the same name in JavaScript; a package stays a package, and JSON becomes a part of what imports it. */
const fileByFile: Plugin = {
  name: "file-by-file",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: isPlayground }, ({ path, resolveDir }) => {
      const to = relative(resolveDir, behind(path));
      return { path: (to.startsWith(".") ? to : `./${to}`).replace(/\.ts$/, ".js"), external: true };
    });
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, kind }) =>
      kind === "entry-point" ? undefined : { path: path.replace(/\.ts$/, ".js"), external: true },
    );
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(started, '$1"$2.js"'),
      loader: "ts",
    }));
  },
};

/** Writes the package's code and the packaged functions to `outdir`; answers how many files of ours are in it. */
export const buildTarball = async (outdir: string): Promise<number> => {
  rmSync(outdir, { recursive: true, force: true });
  // A rehearsal runs the functions in its own process.
  const files = await reached(["command/sarcelle.ts", ...globSync("functions/**/*.ts", { cwd: root })]);
  await build({
    entryPoints: files.map((file) => `./${file}`),
    absWorkingDir: root,
    outdir,
    outbase: root,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    packages: "external",
    plugins: [fileByFile],
  });
  const { template } = await packageService(root);
  const packaged = join(outdir, ".serverless");
  mkdirSync(packaged);
  for (const file of [
    template,
    ...globSync("*.zip", { cwd: dirname(template) }).map((zip) => join(dirname(template), zip)),
  ])
    cpSync(file, join(packaged, relative(dirname(template), file)));
  // Made here: what it is made with is not installed with the package.
  writeFileSync(join(outdir, "console/server", builtPage), JSON.stringify(await buildPage()));
  // What is no TypeScript, and read beside it.
  for (const path of globSync("command/**/*.sh", { cwd: root })) cpSync(join(root, path), join(outdir, path));
  cpSync(join(import.meta.dirname, "sarcelle.js"), join(outdir, "sarcelle.js"));
  cpSync(join(root, "examples"), join(outdir, "examples"), {
    recursive: true,
    filter: (path) => !path.endsWith(".ts"),
  });
  return files.length;
};
