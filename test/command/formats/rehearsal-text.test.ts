import { describe, expect, it } from "vitest";
import { rehearsalText } from "../../../command/formats/rehearsal-text.ts";
import type { Rehearsal } from "../../../command/rehearsal/rehearse.ts";

const nothing: Rehearsal = {
  environment: null,
  refused: null,
  plan: [],
  differences: [],
  needs: [],
  notEmulated: [],
  acts: [],
  requests: { total: 0, failed: 0, failures: [] },
  wrong: [],
};

describe("a rehearsal in words", () => {
  it("of a stack that is refused is the reason, and what is not in the playground", () => {
    const refused = { error: "UnknownField", message: "It cannot be copied." };
    const wrong = ["refused: UnknownField: It cannot be copied."];
    expect(rehearsalText({ ...nothing, refused, wrong, notEmulated: ["user data is not run"] })).toBe(
      "Not as in the stack:\n  user data is not run\n\nNot as it should:\n  refused: UnknownField: It cannot be copied.",
    );
  });

  it("tells of each act how it ended, what it changed and undid, and how many carried the traffic; of a rollback that did as asked no more", () => {
    const act = { seconds: 12, changes: 3, carrying: { before: 4, after: 2 }, undone: ["listener a"] };
    const said = rehearsalText({
      ...nothing,
      acts: [
        {
          ...act,
          title: "release 3",
          expected: "rolled back",
          ended: "rolled back",
          cause: "RolledBack: SideUnhealthy: why",
        },
        {
          ...act,
          title: "rollback",
          expected: "rolled back",
          ended: "rolled back",
          cause: "RolledBack: RollbackRequested: x",
        },
      ],
      requests: { total: 9, failed: 1, failures: [] },
      wrong: ["1 of 9 requests failed"],
    });
    expect(said).toMatch(/release 3 {2}rolled back +12 s +3 +1 +4 → 2/);
    expect(said).toContain("  release 3: RolledBack: SideUnhealthy: why\n\n9 requests, 1 failed.");
    expect(said).not.toContain("RollbackRequested");
  });

  const arn = (name: string) =>
    `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/${name}/0123456789abcdef`;
  const wiki: Rehearsal = {
    ...nothing,
    differences: [
      {
        resource: "Auto Scaling group wiki",
        field: "MinSize",
        treatment: "changed",
        from: 1,
        to: 0,
        why: "it is idle",
      },
      {
        resource: "Auto Scaling group wiki",
        field: "TargetGroupARNs",
        treatment: "changed",
        from: [arn("wiki")],
        to: [arn("wiki-green")],
        why: "each side registers with its own target groups",
      },
      {
        resource: "Auto Scaling group wiki",
        field: "SuspendedProcesses",
        treatment: "changed",
        from: [],
        to: ["AlarmNotification", "ScheduledActions"],
        why: "scheduled actions and alarms must not start instances on the idle side",
      },
      { resource: "launch template wiki", field: "UserData", treatment: "changed", from: "A".repeat(200) },
    ],
    needs: ["Sarcelle deployed with --param passRoles=arn:aws:iam::123456789012:role/wiki-instances"],
  };
  it.each([
    [
      80,
      [
        "In which the twin differs:",
        "  Auto Scaling group wiki: MinSize: 1 → 0 (it is idle)",
        "  Auto Scaling group wiki: TargetGroupARNs:",
        '      ["targetgroup/wiki/0123456789abcdef"] →',
        '      ["targetgroup/wiki-green/0123456789abcdef"] (each side registers with its',
        "      own target groups)",
        '  Auto Scaling group wiki: SuspendedProcesses: [] → ["AlarmNotification",',
        '      "ScheduledActions"] (scheduled actions and alarms must not start instances',
        "      on the idle side)",
        "  launch template wiki: UserData:",
        `      "${"A".repeat(68)}… →`,
        "      nothing",
        "",
        "Needed:",
        "  Sarcelle deployed with --param",
        "      passRoles=arn:aws:iam::123456789012:role/wiki-instances",
        "",
        "All went as it should.",
      ],
    ],
    [
      120,
      [
        "In which the twin differs:",
        "  Auto Scaling group wiki: MinSize: 1 → 0 (it is idle)",
        '  Auto Scaling group wiki: TargetGroupARNs: ["targetgroup/wiki/0123456789abcdef"] →',
        '      ["targetgroup/wiki-green/0123456789abcdef"] (each side registers with its own target groups)',
        '  Auto Scaling group wiki: SuspendedProcesses: [] → ["AlarmNotification","ScheduledActions"] (scheduled actions and',
        "      alarms must not start instances on the idle side)",
        `  launch template wiki: UserData: "${"A".repeat(68)}… → nothing`,
        "",
        "Needed:",
        "  Sarcelle deployed with --param passRoles=arn:aws:iam::123456789012:role/wiki-instances",
        "",
        "All went as it should.",
      ],
    ],
  ])("folds what is too long for a terminal of %i columns", (room, lines) => {
    expect(rehearsalText(wiki, room).split("\n")).toEqual(lines);
    expect(lines.filter(({ length }) => length > room)).toEqual([]);
  });
});
