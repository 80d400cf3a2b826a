import { describe, expect, it } from "vitest";
import type { ResourceRef, State } from "../../../src/changes/change.ts";
import type { OpenChange } from "../../../src/changes/open-changes.ts";
import { restoreOf, runbookText } from "../../../src/deployment/runbook-text.ts";

const open = (now: OpenChange["now"], note?: string, before: State | null = { min: 2 }): OpenChange => ({
  entry: {
    n: 0,
    step: "LaunchRelease",
    change: { resource: { kind: "group-capacity", id: "web" }, before, after: { min: 4 } },
    status: "conflict",
    at: 0,
    ...(note === undefined ? {} : { note }),
  },
  now,
});
const found = (state: State | null) => ({ found: state });
const command = "aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --min-size 2";
const head = "What is left, in the order in which to restore it:";
const tail =
  "Then go on with 'sarcelle rollback web-live --resume', or keep things as they are with 'sarcelle rollback web-live --accept REASON'.";

describe("what restores an open change", () => {
  it.each<[string, OpenChange, ReturnType<typeof restoreOf>]>([
    [
      "is said of the touched attributes alone",
      open(found({ min: 7, max: 8 }), undefined, { min: 2 }),
      { was: { min: 2 }, now: { is: { min: 7 } }, restore: [command] },
    ],
    [
      "is nothing where it is as it was",
      open(found({ min: 2, max: 8 })),
      { was: { min: 2 }, now: { is: { min: 2 } }, restore: [] },
    ],
    ["is said of what is gone", open(found(null)), { was: { min: 2 }, now: { is: null }, restore: [command] }],
    [
      "is said of what cannot be read",
      open({ unreadable: "AccessDenied" }),
      { was: { min: 2 }, now: { unreadable: "AccessDenied" }, restore: [command] },
    ],
  ])("%s", (_, change, expected) => {
    expect(restoreOf(change, "web-live")).toEqual(expected);
  });
});

describe("what stands where the deployment was to make something", () => {
  const made = (resource: ResourceRef, now: State | null, owned: OpenChange["now"]): OpenChange => ({
    entry: { n: 0, step: "s", change: { resource, before: null, after: { Port: 80 } }, status: "applying", at: 0 },
    now: found(now),
    owned,
  });
  const targetGroup = { kind: "target-group", id: "web-green" } as const;
  const policy = { kind: "scaling-policy", id: "web-green/busy" } as const;
  const deletion = [expect.stringMatching(/^aws (elbv2 delete-target-group|autoscaling delete-policy) /)];
  const ours = "sarcelle:environment";
  const foreign = `It has no tag ${ours}=web-live: it is not this environment's to delete.`;

  it.each<[string, OpenChange, object]>([
    [
      "with its tag",
      made(targetGroup, { Tags: { [ours]: "web-live" } }, found({ Tags: { [ours]: "web-live" } })),
      { restore: deletion },
    ],
    [
      "in a group with its tag",
      made(policy, {}, found({ Tags: { [ours]: { Value: "web-live" } } })),
      { restore: deletion },
    ],
    [
      "with its tags in a placeholder's state",
      made(targetGroup, {}, found({ tags: { [ours]: "web-live" } })),
      { restore: deletion },
    ],
    ["of a template whose tags are read", made(targetGroup, {}, found({ [ours]: "web-live" })), { restore: deletion }],
    ["without a tag", made(targetGroup, { Port: 80 }, found({ Port: 80, Tags: {} })), { restore: [], keep: foreign }],
    [
      "of another environment",
      made(targetGroup, {}, found({ Tags: { [ours]: "shop" } })),
      { restore: [], keep: foreign },
    ],
    ["in a group without a tag", made(policy, {}, found({ Tags: {} })), { restore: [], keep: foreign }],
    ["in a group that is gone", made(policy, {}, found(null)), { restore: [], keep: foreign }],
    [
      "of which nobody knows whose it is",
      made(policy, {}, { unreadable: "AccessDenied" }),
      { restore: [], keep: "Whose it is, is not known (AccessDenied): look before you delete it." },
    ],
    ["and is not there", made(targetGroup, null, found(null)), { restore: [] }],
  ])("is to be deleted only if it is the environment's: %s", (_, change, expected) => {
    const { was: _was, now: _now, ...rest } = restoreOf(change, "web-live");
    expect(rest).toEqual(expected);
  });

  it("is not said to have been nothing before", () => {
    expect(
      runbookText("web-live", [made(targetGroup, { Port: 80 }, found({ Port: 80 }))])
        .split("\n")
        .slice(1, -1),
    ).toEqual(["- target-group web-green is not undone yet.", `  ${foreign}`, '  It is: {"Port":80}.']);
  });
});

describe("the runbook", () => {
  it.each<[string, readonly OpenChange[], readonly string[]]>([
    ["says that nothing is left", [], ["No change is left to undo.", tail]],
    [
      "says what was, what is, and how to restore it",
      [open(found({ min: 7 }))],
      [
        head,
        "- group-capacity web is not undone yet.",
        `  To restore it: ${command}`,
        '  It was: {"min":2}; it is: {"min":7}.',
        tail,
      ],
    ],
    [
      "says why it was left, of what, and that it is restored already",
      [open(found({ min: 2 }), "has traffic.")],
      [
        head,
        "- group-capacity web: has traffic.",
        "  It is as it was: nothing is to be done.",
        '  It was: {"min":2}; it is: {"min":2}.',
        tail,
      ],
    ],
    [
      "names the resource once, and says what cannot be read",
      [open({ unreadable: "AccessDenied" }, "group-capacity web was changed.")],
      [
        head,
        "- group-capacity web was changed.",
        `  To restore it: ${command}`,
        '  It was: {"min":2}; it is: not known (AccessDenied).',
        tail,
      ],
    ],
    [
      "says that a resource is gone",
      [open(found(null))],
      [
        head,
        "- group-capacity web is not undone yet.",
        `  To restore it: ${command}`,
        '  It was: {"min":2}; it is: nothing.',
        tail,
      ],
    ],
  ])("%s", (_, changes, expected) => {
    expect(runbookText("web-live", changes).split("\n")).toEqual(expected);
  });

  it.each([
    ["whole", 600, (text: string) => text],
    ["to its 600th character", 601, (text: string) => `${text.slice(0, 600)}…`],
  ])("shows a state %s if it has %i characters", (_, length, shown) => {
    const state = { min: "x".repeat(length - '{"min":""}'.length) };
    expect(runbookText("web-live", [open(found(state))]).split("\n")[3]).toBe(
      `  It was: {"min":2}; it is: ${shown(JSON.stringify(state))}.`,
    );
  });

  it("ends where a cause has no more room, and says how many are not in it", () => {
    // Two paragraphs and the line break between them fill a cause to its last character.
    const paragraph = (length: number) => {
      const whole = runbookText("web-live", [open(found({ min: 7 }), "")])
        .split("\n")
        .slice(1, -1)
        .join("\n");
      return open(found({ min: 7 }), "x".repeat(length - whole.length));
    };
    const lines = (changes: readonly OpenChange[]) => runbookText("web-live", changes).split("\n");
    const full = [paragraph(12_000), paragraph(11_999)];
    expect(lines(full)).toHaveLength(1 + 2 * 3 + 1);
    expect(lines([...full, paragraph(500), paragraph(500)])).toEqual([
      ...lines(full).slice(0, -1),
      "- and 2 more, which 'sarcelle status web-live' lists.",
      tail,
    ]);
    expect(lines([paragraph(12_000), paragraph(12_000)])).toEqual([
      ...lines(full).slice(0, 4),
      "- and 1 more, which 'sarcelle status web-live' lists.",
      tail,
    ]);
  });
});
