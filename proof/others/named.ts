import { parseArgs } from "node:util";

/**
 * Which of `all` the command line names: all of them if it names none. Prints `help` and answers undefined if that is what it asks for; throws
 * for a name that is none of them, lest a slip of the pen pass for a check.
 */
export const namedOf = (help: string, all: readonly string[]): readonly string[] | undefined => {
  const { values, positionals } = parseArgs({
    options: { help: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(help);
    return undefined;
  }
  const unknown = positionals.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`There is none by the name of '${unknown}': ${all.join(", ")}.`);
  return positionals.length === 0 ? all : positionals;
};
