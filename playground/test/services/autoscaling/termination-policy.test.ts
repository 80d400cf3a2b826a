import { describe, expect, it } from "vitest";
import type { GroupMember } from "../../../services/autoscaling/records.ts";
import { selectForTermination } from "../../../services/autoscaling/termination-policy.ts";

const now = Date.UTC(2026, 0, 1, 12);
const minutes = (count: number) => now - count * 60_000;

const member = (
  id: string,
  zone: string,
  version: string,
  launchedAt: number,
  change: Partial<GroupMember> = {},
): GroupMember => ({
  id,
  instanceType: "t3.small",
  subnet: { id: `subnet-${zone}`, zone },
  state: "InService",
  launchTemplate: { id: "lt-1", name: "web", version },
  protectedFromScaleIn: false,
  launchedAt,
  inServiceAt: launchedAt,
  unhealthy: undefined,
  activity: "",
  lifecycleActions: [],
  shutDown: false,
  ...change,
});

const young = member("young", "a", "2", minutes(10));
const old = member("old", "b", "2", minutes(70));
const outdated = member("outdated", "b", "1", minutes(5));
const hourly = member("hourly", "a", "2", minutes(55));
const foreign = member("foreign", "a", "9", minutes(1), { launchTemplate: { id: "lt-0", name: "", version: "9" } });
const guarded = (one: GroupMember): GroupMember => ({ ...one, protectedFromScaleIn: true });

describe("selectForTermination", () => {
  const table: [string, GroupMember[], number, string[], string[]][] = [
    ["takes from the zone with the most instances first", [outdated, young, hourly], 1, ["Default"], ["hourly"]],
    ["takes the oldest launch template version", [young, outdated], 1, ["Default"], ["outdated"]],
    ["takes another launch template before an old version", [foreign, outdated], 1, ["Default"], ["foreign"]],
    [
      "then the one closest to its next billing hour",
      [young, member("b", "b", "2", minutes(50))],
      1,
      ["Default"],
      ["b"],
    ],
    ["takes the oldest instance", [young, old], 1, ["OldestInstance"], ["old"]],
    ["takes the newest instance", [old, young], 1, ["NewestInstance"], ["young"]],
    [
      "lets the next policy break ties",
      [hourly, young, old, outdated],
      1,
      ["OldestLaunchTemplate", "NewestInstance"],
      ["outdated"],
    ],
    ["treats AllocationStrategy as Default", [young, outdated], 1, ["AllocationStrategy"], ["outdated"]],
    ["spares protected instances", [guarded(outdated), young], 1, ["Default"], ["young"]],
    [
      "chooses among zones that have an unprotected instance",
      [guarded(young), guarded(hourly), old],
      1,
      ["Default"],
      ["old"],
    ],
    ["takes fewer than asked when the rest is protected", [guarded(young), old], 2, ["Default"], ["old"]],
    ["keeps zones balanced one by one", [young, hourly, old], 2, ["OldestInstance"], ["hourly", "old"]],
    ["takes none when none is asked", [young], 0, ["Default"], []],
  ];
  it.each(table)("%s", (_, members, count, policies, expected) => {
    expect(selectForTermination(members, count, policies, "lt-1", now)).toEqual(expected);
  });
});
