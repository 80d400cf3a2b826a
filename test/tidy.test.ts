/** The style of the repository, as far as a machine can hold it, without an exception; the reasons are in CONTRIBUTING. */
import { describe, expect, it } from "vitest";
import { circles, longFiles, longFunctions, sharedExports, undocumented } from "./tidy/rules.ts";
import { sourceFiles } from "./tidy/source-files.ts";

const files = sourceFiles();

const rules = [
  { says: "no function is longer than a screen", broken: longFunctions },
  { says: "no file is longer than one job", broken: longFiles },
  { says: "every exported function says what its name does not", broken: undocumented },
  { says: "a name means one thing in a package", broken: sharedExports },
  { says: "no files import each other in a circle, types included", broken: circles },
];

describe("the style", () => {
  it("is looked at in every file", () => {
    expect(files.length).toBeGreaterThan(500);
  });

  it.each(rules)("$says", ({ broken }) => {
    expect(broken(files)).toEqual([]);
  });
});

/** The floors of `src`, from the ground up: a file imports of its own floor and of those below, types included. */
const floors = [
  /^src\/[\w-]+\.ts$/,
  /^src\/changes\//,
  /^src\/resources\/described\//,
  /^src\/resources\/[\w-]+\.ts$/,
  /^src\/deployment\/[\w-]+\.ts$/,
  /^src\/deployment\/upgrade\//,
  /^src\/deployment\/steps\//,
  /^src\/inventory\//,
  /^src\/notifications\//,
  /^src\/aws\/[\w-]+\.ts$/,
  /^src\/aws\/inventory\//,
  /^src\/aws\/notifications\//,
];

describe("src is a stair", () => {
  const product = files.filter(({ path }) => path.startsWith("src/"));
  const floorOf = (path: string) => floors.findIndex((floor) => floor.test(path));

  it("has a floor for every file", () => {
    expect(product.map(({ path }) => path).filter((path) => floorOf(path) === -1)).toEqual([]);
  });

  it("every import goes down", () => {
    const up = product.flatMap(({ path, imports }) =>
      imports.filter((target) => floorOf(target) > floorOf(path)).map((target) => `${path} imports ${target}`),
    );
    expect(up).toEqual([]);
  });
});
