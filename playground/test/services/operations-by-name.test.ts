/** Whoever looks for an operation finds it by AWS's name for it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const services = join(import.meta.dirname, "../../services");
const folders = readdirSync(services, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** `RunInstances` → `run-instances` */
const fileNameOf = (operation: string): string =>
  operation.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, "-").toLowerCase();

/** `notification-configurations` → `configuration` */
const nounOf = (file: string): string => file.replace(/^.*-/, "").replace(/e?s$/, "");

/** The operations in each file of a service's folder `operations`, as its `operations.ts` lists them. */
const operationsByFile = (service: string): ReadonlyMap<string, readonly string[]> => {
  const table = readFileSync(join(services, service, "operations.ts"), "utf8");
  const homes = new Map(
    [...table.matchAll(/import \{([^}]+)\} from "\.\/operations\/([\w-]+)\.ts"/g)].flatMap(
      ([, names = "", file = ""]) => names.split(",").map((name) => [name.trim(), file] as const),
    ),
  );
  const entries = [...table.matchAll(/^ +([A-Z]\w+): (\w+)[(,]/gm)].map(([, operation = "", does = ""]) => ({
    operation,
    file: homes.get(does) ?? `not under operations/: ${does}`,
  }));
  const byFile = Map.groupBy(entries, ({ file }) => file);
  return new Map([...byFile].map(([file, all]) => [file, all.map(({ operation }) => operation)]));
};

describe.each(folders)("the operations of %s", (service) => {
  const files = operationsByFile(service);

  it("stand each in the file of its name, or with its family in the file of what they are about", () => {
    const lost = [...files].flatMap(([file, operations]) =>
      operations.filter((operation) =>
        operations.length === 1 ? file !== fileNameOf(operation) : !operation.toLowerCase().includes(nounOf(file)),
      ),
    );
    expect(lost).toEqual([]);
  });

  it("are all of those that have a file", () => {
    const written = readdirSync(join(services, service, "operations")).map((file) => file.replace(/\.ts$/, ""));
    expect([...files.keys()].toSorted()).toEqual(written.toSorted());
  });
});
