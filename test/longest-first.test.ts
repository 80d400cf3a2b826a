import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { TestSpecification, Vitest } from "vitest/node";
import LongestFirst, { longest } from "./longest-first.ts";

const root = join(import.meta.dirname, "..");

const spec = (file: string, groupOrder: number, name = "scenarios") =>
  ({
    moduleId: join(root, file),
    project: { name, config: { isolate: true, sequence: { groupOrder } } },
  }) as unknown as TestSpecification;

it("of each group of projects the files that take longest begin first, and then the larger ones", async () => {
  const remembersNothing = { cache: { getTestSpecificationResult: () => undefined } } as unknown as Vitest;
  const sorted = await new LongestFirst(remembersNothing).sort([
    spec("test/scenarios/real/hook.test.ts", 2),
    spec("test/scenarios/real/bad-input.test.ts", 2),
    spec("test/scenarios/real/story.test.ts", 2),
    spec("test/scenarios/real/chaos.test.ts", 2),
    spec("test/tidy.test.ts", 0, "units"),
    spec("test/src/changes/protocol.test.ts", 0, "units"),
  ]);
  expect(sorted.map(({ moduleId }) => moduleId.slice(root.length + 1))).toEqual([
    "test/src/changes/protocol.test.ts",
    "test/tidy.test.ts",
    "test/scenarios/real/chaos.test.ts",
    "test/scenarios/real/story.test.ts",
    "test/scenarios/real/bad-input.test.ts",
    "test/scenarios/real/hook.test.ts",
  ]);
});

it("the files that are known to take long are there", () =>
  expect(longest.filter((file) => !existsSync(join(root, file)))).toEqual([]));
