import { expect, it } from "vitest";
import type { ShownRelease } from "../../console/snapshot.ts";
import { differ } from "../../console/stages.ts";

const one = { version: "5", commit: "5555555", link: null, imageId: null };

it.each<[other: Partial<ShownRelease>, differs: boolean]>([
  [{}, false],
  [{ version: "6" }, false],
  [{ commit: "5555555aa" }, false],
  [{ commit: "5555556" }, true],
  [{ commit: null }, false],
  [{ commit: null, version: "6" }, true],
])("release 5 beside one with %j: another is %s", (other, differs) => {
  expect(differ(one, { ...one, ...other })).toBe(differs);
  expect(differ({ ...one, ...other }, one)).toBe(differs);
});
