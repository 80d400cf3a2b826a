/** The style of this repository, as far as a machine can hold it: each rule answers with what breaks it. */
import type { SourceFile } from "./source-files.ts";

export const longestFunction = 60;
export const longestFile = 400;

const isTest = ({ path }: SourceFile) => /(^|\/)test\//.test(path);

/** Functions that do more than one screen shows. */
export const longFunctions = (files: readonly SourceFile[]): readonly string[] =>
  files
    .filter((file) => !isTest(file))
    .flatMap(({ path, functions }) =>
      functions
        .filter(({ lines }) => lines > longestFunction)
        .map(({ name, lines }) => `${path}: ${name} has ${lines} lines`),
    );

/** Files that hold more than one job. */
export const longFiles = (files: readonly SourceFile[]): readonly string[] =>
  files.filter(({ lines }) => lines > longestFile).map(({ path, lines }) => `${path} has ${lines} lines`);

const wordsOf = (text: string): readonly string[] =>
  text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "" && !["the", "a", "an", "of", "to", "for", "and", "is", "its"].includes(word));

/** Exported functions without a doc line, or with one that says no more than the name. */
export const undocumented = (files: readonly SourceFile[]): readonly string[] =>
  files
    .filter((file) => !isTest(file))
    .flatMap(({ path, exports }) =>
      exports
        .filter(({ name, isFunction, doc }) => {
          if (!isFunction || name === "handler") return false;
          const said = new Set(wordsOf(name));
          return doc === undefined || wordsOf(doc).every((word) => said.has(word));
        })
        .map(({ name }) => `${path}: ${name}`),
    );

/** The names that mean one thing wherever they stand, since the folder says which: an entry point, an operation's or a command's work. */
const sharedNames = new Set(["handler", "run"]);

const packageOf = (path: string): string => (path.startsWith("playground/") ? "playground" : "sarcelle");

/** Names that two files of a package export: one of them means something else, or one of them is written again. */
export const sharedExports = (files: readonly SourceFile[]): readonly string[] => {
  const homes = new Map<string, string[]>();
  for (const file of files.filter((each) => !isTest(each)))
    for (const { name } of file.exports.filter((each) => !sharedNames.has(each.name))) {
      const key = `${packageOf(file.path)}: ${name}`;
      homes.set(key, [...new Set([...(homes.get(key) ?? []), file.path])]);
    }
  return [...homes].filter(([, paths]) => paths.length > 1).map(([name, paths]) => `${name} in ${paths.join(", ")}`);
};

/** Files that import each other, types included: each group of them, sorted. */
export const circles = (files: readonly SourceFile[]): readonly string[] => {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]));
  const reach = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const stack = [...(importsOf.get(from) ?? [])];
    for (let next = stack.pop(); next !== undefined; next = stack.pop())
      if (!seen.has(next)) {
        seen.add(next);
        stack.push(...(importsOf.get(next) ?? []));
      }
    return seen;
  };
  const reached = new Map(files.map(({ path }) => [path, reach(path)]));
  const circular = [...reached].filter(([path, all]) => all.has(path));
  const groups = circular.map(([path, all]) =>
    [...all]
      .filter((other) => reached.get(other)?.has(path) === true)
      .toSorted()
      .join(" ↔ "),
  );
  return [...new Set(groups)];
};
