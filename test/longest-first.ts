import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files that take longest, longest first: one that began last would run on alone, with the other cores idle. A fresh clone remembers no
 * run, and by their size some of them are among the last.
 */
export const longest: readonly string[] = [
  "test/scenarios/real/chaos.test.ts",
  "test/scenarios/real/story.test.ts",
  "test/scenarios/real/tarball.test.ts",
  "test/scenarios/real/cli.test.ts",
  "test/scenarios/real/agrees.test.ts",
  "test/scenarios/real/serverless.test.ts",
  "console/test/live.test.ts",
  "console/test/pages.test.ts",
  "test/scenarios/crash-matrix.test.ts",
  "test/src/changes/protocol.test.ts",
];

const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = longest.findIndex((file) => moduleId.endsWith(`/${file}`));
  return place === -1 ? longest.length : place;
};

/** Within each group of projects those files first; the others as ever, the larger first. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    return sorted.sort((a, b) => groupOf(a) - groupOf(b) || placeOf(a) - placeOf(b));
  }
}
