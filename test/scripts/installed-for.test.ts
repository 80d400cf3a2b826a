import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

const read = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8"));
const { scripts, dependencies, devDependencies } = read("package.json");
const playground = read("playground/package.json");

/** The packages that are installed whatever is started, and those of the workspaces that the hook is asked for by name. */
const always = { ...dependencies, ...devDependencies, ...playground.dependencies };
const of = (workspace: string) => read(`${workspace}/package.json`).devDependencies;

/** What a file names: imports, static and dynamic, and files that it starts as processes of their own. */
const named = (text: string) => [
  ...text.matchAll(/^(?:import|export)(?! type)[^;]*?from "([^"]+)";/gms),
  ...text.matchAll(/\bimport\("([^"]+)"\)/g),
  ...[...text.matchAll(/(?:new URL\(|import\.meta\.dirname, )"([\w./-]+\.ts)"/g)].map(([, path]) => ["", `./${path}`]),
];

/** Every package that a file comes to load, by way of all that it loads. */
const packagesOf = (entry: string): ReadonlySet<string> => {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const look = (file: string) => {
    if (seen.has(file) || !existsSync(join(root, file))) return;
    seen.add(file);
    for (const [, name = ""] of named(readFileSync(join(root, file), "utf8"))) {
      const door = playground.exports[name.replace("@sarcelle/playground/", "./")];
      if (door !== undefined) look(join("playground", door));
      else if (name.startsWith(".")) look(join(dirname(file), name));
      else if (!name.startsWith("node:")) packages.add(/^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
    }
  };
  look(entry);
  return packages;
};

/** The npm scripts that install before they run, each with the workspaces it asks for and the file it starts. */
const hooked = Object.keys(scripts).flatMap((name) => {
  const asked = /^node scripts\/install\.js([ \w]*)/.exec(scripts[`pre${name}`] ?? "")?.[1];
  const [entry] = /(command|examples|proof|scripts)\/\S+\.[jt]s/.exec(scripts[name]) ?? [];
  return asked === undefined ? [] : [{ name, workspaces: asked.split(" ").filter(Boolean), entry }];
});

describe("what is installed before a script", () => {
  it.each(hooked.filter(({ entry }) => entry !== undefined))(
    "$name: has all that it loads",
    ({ workspaces, entry }) => {
      const there = Object.assign({}, always, ...workspaces.map(of));
      const loaded = [...packagesOf(entry ?? "")];
      expect(loaded.length).toBeGreaterThan(0);
      expect(loaded.filter((name) => !(name in there))).toEqual([]);
    },
  );

  it("is no linter, no test runner and no browser for 'npm start', which everybody's first minute waits for", () => {
    const start = hooked.find(({ name }) => name === "start");
    expect(start?.workspaces).toEqual([]);
    expect(Object.keys(always).filter((name) => name in of("test") || name in of("console"))).toEqual([]);
  });

  it("is all of it for 'npm test' and 'npm run check'", () => {
    const all = hooked.filter(({ name }) => ["test", "check"].includes(name)).map(({ workspaces }) => workspaces);
    expect(all).toEqual([
      ["test", "console"],
      ["test", "console"],
    ]);
  });
});
