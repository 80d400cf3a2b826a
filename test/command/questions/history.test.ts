import { describe, expect, it } from "vitest";
import { history } from "../../../command/questions/history.ts";
import type { Revision } from "../../../src/inventory/model.ts";
import { instance, minute, noon } from "../../src/inventory/estate.ts";

const revision = (number: number, state: string | null, more: Partial<Revision> = {}): Revision => {
  const { ref, facts } = instance("i-0b", { tags: { team: "web" } }, { state: state ?? "" });
  return {
    ref,
    number,
    facts: state === null ? null : { ...facts, details: { state } },
    trueFrom: noon + number * minute,
    observedAt: noon + number * minute + 300,
    recordedAt: noon + number * minute + 400,
    cause: { by: "event", eventId: `e${number}`, event: "EC2 Instance State-change Notification" },
    ...more,
  };
};

const nobody = () => undefined;

const times = (number: number) => ({
  trueFrom: noon + number * minute,
  observedAt: noon + number * minute + 300,
  recordedAt: noon + number * minute + 400,
});

describe("the history of a resource", () => {
  it("says of each revision what it changed, and why it was recorded, oldest first", () => {
    const actor = "arn:aws:iam::123456789012:user/ada";
    const scaledown = { id: "scaledown-1", requestedBy: "ann", undo: false };
    const behind = ({ number }: Revision) => (number === 2 ? scaledown : undefined);
    const cause = { by: "event", eventId: "e3", event: "TerminateInstances", actor } as const;
    expect(history([revision(3, null, { cause }), revision(2, "running"), revision(1, "pending")], behind)).toEqual([
      {
        number: 1,
        change: "appeared",
        ...times(1),
        cause: revision(1, null).cause,
        differences: { name: [null, "i-0b"], state: [null, "pending"], "tags.team": [null, "web"] },
      },
      {
        number: 2,
        change: "changed",
        ...times(2),
        cause: revision(2, null).cause,
        deployment: scaledown,
        differences: { state: ["pending", "running"] },
      },
      {
        number: 3,
        change: "gone",
        ...times(3),
        cause,
        differences: { name: ["i-0b", null], state: ["running", null], "tags.team": ["web", null] },
      },
    ]);
  });

  it("lets a resource appear again", () => {
    expect(history([revision(1, null), revision(2, "running")], nobody).map(({ change }) => change)).toEqual([
      "gone",
      "appeared",
    ]);
  });

  it("does not take the oldest revision that is kept for the first", () => {
    expect(history([revision(7, "running")], nobody)[0]?.change).toBe("changed");
  });
});
