import { describe, expect, it } from "vitest";
import type { State } from "../../../src/changes/change.ts";
import { keepsTags } from "../../../src/resources/kept-tags.ts";
import { resourceKinds } from "../../../src/resources/kinds.ts";

const made = { Port: 80, Tags: { team: "shop", "sarcelle:environment": "web-live" } };

describe("what was made is still ours", () => {
  it.each<[string, boolean, State]>([
    ["as it was made", true, made],
    ["with tags that others added", true, { ...made, Tags: { ...made.Tags, CreatedBy: "somebody" } }],
    ["but not with another value of a tag", false, { ...made, Tags: { ...made.Tags, team: "web" } }],
    ["but not without one of its tags", false, { ...made, Tags: { team: "shop" } }],
    ["but not without tags", false, { Port: 80 }],
    ["but not with another setting", false, { ...made, Port: 81 }],
  ])("%s", (_, ours, found) => {
    expect(keepsTags("Tags")(made, found)).toBe(ours);
  });

  it("whatever of it has tags in its state", () => {
    const client = {} as never;
    const kinds = resourceKinds({ autoScaling: client, loadBalancing: client, ec2: client, cloudWatch: client });
    for (const kind of ["auto-scaling-group", "launch-template", "scaling-alarm", "target-group"] as const)
      expect([kind, kinds[kind].stillOurs?.(made, { ...made, Tags: { ...made.Tags, more: "1" } })]).toEqual([
        kind,
        true,
      ]);
    const placeholder = { protocol: "HTTP", tags: { a: "1" } };
    expect(kinds["placeholder-listener"].stillOurs?.(placeholder, { ...placeholder, tags: { a: "1", b: "2" } })).toBe(
      true,
    );
  });
});
