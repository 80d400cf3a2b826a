/** The repository's own files, as far as the reference pages are made of them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The text of a file of the repository, by its path from the root. */
export const textOf = (path: string): string => readFileSync(join(root, path), "utf8");

/** A YAML file, without regard to CloudFormation's own tags such as `!GetAtt`. */
export const yamlOf = (path: string): unknown => parse(textOf(path), { logLevel: "silent" });

/** The paths of all files under a folder whose name ends so, from the root, sorted. */
export const filesUnder = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending) && !file.includes("node_modules"))
    .map((file) => join(folder, file))
    .sort();

/** What the doc comments of a source file say, by the name of what follows each: an export, or a member of an object. */
export const docComments = (source: string): ReadonlyMap<string, string> =>
  new Map(
    [
      ...source.matchAll(
        /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:export )?(?:abstract )?(?:class |const |interface |type )?"?([\w-]+)/g,
      ),
    ].map(([, said = "", name = ""]) => [name, said.replaceAll(/\s*\n\s*\*\s*/g, " ").trim()]),
  );
