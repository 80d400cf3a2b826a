import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/changes/change.ts";
import type { Entry } from "../../../src/changes/journal.ts";
import { versionsNamedBy, versionsNamedIn, versionsToForget } from "../../../src/deployment/retention.ts";

const entries = (...changes: readonly Change[]) => ({
  entries: changes.map((change, n): Entry => ({ n, step: "RegisterRelease", change, status: "applied", at: 0 })),
});
const version = (number: number, description = `sarcelle d-${number}`) => ({
  number,
  description,
  isDefault: number === 3,
});
const template = (count: number) => ({
  id: "lt-1",
  name: "web-green",
  versions: Array.from({ length: count }, (_, index) =>
    index === 0 ? version(1, "of the stack") : version(index + 1),
  ),
});

describe("the versions that a value names", () => {
  it("are found in AWS's words and in the journal's, however deep; without a version it is the default", () => {
    expect(
      versionsNamedIn({
        LaunchTemplate: { LaunchTemplateId: "lt-1", LaunchTemplateName: "web", Version: "3" },
        MixedInstancesPolicy: {
          LaunchTemplate: { Overrides: [{ LaunchTemplateSpecification: { LaunchTemplateName: "other" } }] },
        },
        state: { launchTemplateId: "lt-2", version: "7" },
      }),
    ).toEqual([
      { template: "lt-1", version: "3" },
      { template: "web", version: "3" },
      { template: "other", version: "$Default" },
      { template: "lt-2", version: "7" },
    ]);
    expect(versionsNamedIn(null)).toEqual([]);
  });

  it("of a journal are those before and after, and those that it made", () => {
    const journal = entries(
      { resource: { kind: "launch-template-version", id: "lt-1/sarcelle d-9" }, before: null, after: { data: {} } },
      {
        resource: { kind: "group-launch-template", id: "web-green" },
        before: { launchTemplateId: "lt-1", version: "7" },
        after: { launchTemplateId: "lt-1", version: "9" },
      },
    );
    expect(versionsNamedBy(journal)).toEqual([
      { template: "lt-1", version: "sarcelle d-9" },
      { template: "lt-1", version: "7" },
      { template: "lt-1", version: "9" },
    ]);
  });
});

describe("the versions to forget", () => {
  it("are none as long as there are few", () => {
    expect(versionsToForget(template(50), [])).toEqual([]);
  });

  it("are the oldest that deployments made: never the default, nor what a person made", () => {
    expect(versionsToForget(template(55), [])).toEqual([5, 4, 2]);
  });

  it("are none that a group or a journal names, by number or by the deployment that made it", () => {
    const named = [
      { template: "lt-1", version: "5" },
      { template: "web-green", version: "sarcelle d-4" },
      { template: "lt-other", version: "2" },
    ];
    expect(versionsToForget(template(55), named)).toEqual([2]);
  });
});
